"""The practice marketplace: invented shops on loopback that look like the real platforms."""
