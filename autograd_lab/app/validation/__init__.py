"""`autograd-lab lessons validate`: does a notebook of anybody's still run, and give what was saved with it?"""
