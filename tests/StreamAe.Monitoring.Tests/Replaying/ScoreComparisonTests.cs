using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Replaying;

public sealed class ScoreComparisonTests
{
    [Fact]
    public void Compare_TellsWhatAgreesDiffersAndIsMissing()
    {
        var comparison = new ScoreComparison();
        comparison.Add([Of(0, 10, 1, 2), Of(0, 20, 1, 2), Of(0, 20, 3, 4), Of(1, 10, 5, 6), Of(1, 30, 7, 8), default]);
        ComparedScores compared = comparison.Compare(
            [
                new StoredScore("a", 10, 2, 1),
                new StoredScore("a", 20, 2, 1), // Two of one time: in order.
                new StoredScore("a", 20, 4, 3.1f),
                new StoredScore("b", 10, 6.00001f, 5), // As another backend may have it.
                new StoredScore("b", 11, 6, 5), // Not replayed.
                new StoredScore("unknown", 10, 6, 5),
                new StoredScore("a", 20, 4, 3), // A third of that time.
            ],
            key => key switch { "a" => 0, "b" => 1, _ => -1 });
        Assert.Equal(new ComparedScores(Agreeing: 3, Differing: 1, NotRecorded: 1), compared);
    }

    private static Verdict Of(int entity, long time, float score, float surprise) =>
        new() { Entity = entity, EventTime = time, Score = score, Surprise = surprise, Flags = VerdictFlags.Scored };
}
