using StreamAe.Benchmarks;

return BenchmarkProgram.Run(args);
