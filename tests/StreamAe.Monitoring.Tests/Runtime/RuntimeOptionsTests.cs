using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

public sealed class RuntimeOptionsTests
{
    public static TheoryData<string, int> Wrong => new()
    {
        { nameof(RuntimeOptions.Shards), 0 }, { nameof(RuntimeOptions.Shards), 1025 },
        { nameof(RuntimeOptions.PollRows), 0 }, { nameof(RuntimeOptions.PollRows), (1 << 20) + 1 },
        { nameof(RuntimeOptions.PollsInFlight), 1 }, { nameof(RuntimeOptions.PollsInFlight), 4097 },
        { nameof(RuntimeOptions.ScoreBatchRows), 0 }, { nameof(RuntimeOptions.ScoreBatchRows), (1 << 20) + 1 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Create_OutOfRange_SaysNameValueAndRule(string name, int value)
    {
        RuntimeOptions options = name switch
        {
            nameof(RuntimeOptions.Shards) => new RuntimeOptions { Shards = value },
            nameof(RuntimeOptions.PollRows) => new RuntimeOptions { PollRows = value },
            nameof(RuntimeOptions.PollsInFlight) => new RuntimeOptions { PollsInFlight = value },
            _ => new RuntimeOptions { ScoreBatchRows = value },
        };
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new LocalRuntime(
            new PlanSet(TestMonitors.Quick), new SimdScorer(), new NullCommitter(), new DeadLetterCounter(), options));
        Assert.Equal((name, value), (error.ParamName, error.ActualValue));
        Assert.Contains($"runtime.{name} must be ", error.Message, StringComparison.Ordinal);
    }
}
