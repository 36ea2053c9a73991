using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class DeadLetterCounterTests
{
    [Fact]
    public void Add_MoreThanKept_CountsAllAndKeepsTheFirst()
    {
        var counter = new DeadLetterCounter(2);
        for (int i = 1; i <= 5; i++)
        {
            counter.Add(new DeadLetter("s", i, i % 2 == 0 ? DeadLetterReason.Time : DeadLetterReason.SchemaChanged, "d", "r"));
        }

        Assert.Equal((5, 2, 3, 0), (counter.Total, counter.Count(DeadLetterReason.Time), counter.Count(DeadLetterReason.SchemaChanged), counter.Count(DeadLetterReason.Value)));
        Assert.Equal([1, 2], counter.Kept.Select(letter => letter.Position));
    }

    [Fact]
    public void Add_FromManyThreads_LosesNone()
    {
        var counter = new DeadLetterCounter();
        Parallel.For(0, 40_000, i => counter.Add(new DeadLetter("s", i, (DeadLetterReason)(i % 4), "d", "r")));
        Assert.Equal(40_000, counter.Total);
        Assert.All(Enumerable.Range(0, 4), reason => Assert.Equal(10_000, counter.Count((DeadLetterReason)reason)));
        Assert.Equal(1000, counter.Kept.Count);
    }

    [Fact]
    public void Constructor_Negative_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new DeadLetterCounter(-1));
}
