"""What the registers of the office say: messages, incidents, money, milestones."""
