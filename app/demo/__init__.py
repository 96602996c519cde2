"""The demonstration: a station with sample data, simulated devices and a stand-in platform around the real program."""
