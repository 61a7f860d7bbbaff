"""What the benchmarks share: cages for servers, the servers, load and sink, and how results are reported."""
