"""What gradcheck is made of: derivatives by trying, derivatives by the rules, and how the two are compared."""
