"""Pictures of shapes: the parts of a module, how two shapes broadcast, how a tensor lies in memory."""
