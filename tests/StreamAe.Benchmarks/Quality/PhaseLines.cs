using StreamAe.Monitoring.Backtesting;

namespace StreamAe.Benchmarks.Quality;

/// <summary>A line on standard error when a back-test takes its next step.</summary>
internal sealed class PhaseLines(string name) : IProgress<BacktestProgress>
{
    private readonly Lock _lock = new();
    private BacktestPhase? _phase;

    public static void Write(string line) => Console.Error.WriteLine($"  {line}");

    public void Report(BacktestProgress value)
    {
        lock (_lock)
        {
            if (value.Phase != _phase)
            {
                _phase = value.Phase;
                Write($"{name}: {value.Phase}, {value.Total} to do");
            }
        }
    }
}
