using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>What a back-test runs on.</summary>
public sealed record BacktestOptions
{
    public required MonitorDefinition Definition { get; init; }

    /// <summary>History every entity learns from before the test, in this order.</summary>
    public required IReadOnlyList<string> TrainFiles { get; init; }

    /// <summary>Rows to judge, in this order.</summary>
    public required IReadOnlyList<string> TestFiles { get; init; }

    /// <summary>Where verdicts.csv, report.json and deadletters.csv go; null writes nothing.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Entities in parallel. Default: the processor count. Changes no verdict.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sees what the report is made from; null, the default, where nobody does. Changes no verdict.</summary>
    public IBacktestObserver? Observer { get; init; }
}
