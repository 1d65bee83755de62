"""Nights of the practice marketplace under the real scheduler, its clock at 60 times real speed."""
