"""Pure readers of what workshop tools print: bytes in, one `Reading` out, no database, no clock, no file.

`reader.read_bytes` recognises the format by content and reads it in this process; `sandbox.read_isolated` does the
same in a child process with limits, which is what the command and the application's job use. One module per format.
"""
