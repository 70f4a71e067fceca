"""Reports: pages that compose several slices (home, donation, device, search, queue, system); they write nothing."""
