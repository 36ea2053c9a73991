using StreamAe.Host.Services;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Tests.Services;

public sealed class DeadLetterFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_CountsByReasonAndWrites()
    {
        using (var letters = new DeadLetterFile(_folder.Root))
        {
            letters.Add(Letter(DeadLetterReason.Value, "first"));
            letters.Add(Letter(DeadLetterReason.Value, "second"));
            letters.Add(Letter(DeadLetterReason.Late, "third"));
            Assert.Equal(new Dictionary<DeadLetterReason, long> { [DeadLetterReason.Value] = 2, [DeadLetterReason.Late] = 1 }, letters.Counts);
            Assert.Equal(3, letters.Total);
            letters.Flush();
            Assert.Contains("third", File.ReadAllText(_folder.At("deadletters.csv")));
        }
    }

    [Fact]
    public void Open_KeepsTheFilesOfFiveStarts()
    {
        for (int start = 0; start < 8; start++)
        {
            using var letters = new DeadLetterFile(_folder.Root);
            letters.Add(Letter(DeadLetterReason.Value, $"start {start}"));
        }

        Assert.Equal(
            ["deadletters.1.csv", "deadletters.2.csv", "deadletters.3.csv", "deadletters.4.csv", "deadletters.5.csv", "deadletters.csv"],
            Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("start 7", File.ReadAllText(_folder.At("deadletters.csv")));
        Assert.Contains("start 6", File.ReadAllText(_folder.At("deadletters.1.csv")));
        Assert.Contains("start 2", File.ReadAllText(_folder.At("deadletters.5.csv")));
    }

    private static DeadLetter Letter(DeadLetterReason reason, string detail) => new("in.csv", 2, reason, detail, "raw");
}
