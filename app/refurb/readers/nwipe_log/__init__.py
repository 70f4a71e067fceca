"""Reader of nwipe text logs, 2016 to 0.42, and of ShredOS, which is nwipe on a boot key.

`lines` cuts a file into runs and gathers facts per drive, `verdict` decides, `reader` writes the records.
"""
