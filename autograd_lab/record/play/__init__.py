"""Playgrounds: small experiments with the real engine, each run by the kernel and drawn by the browser."""
