using StreamAe.Host.Api.Running;
using StreamAe.Host.Configuration;
using StreamAe.Host.Letters;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Tests.Letters;

public sealed class LetterFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadNewest_OfSeveralStarts_IsInTheOrderInWhichTheyCame()
    {
        for (int start = 0; start < 3; start++)
        {
            using var file = new DeadLetterFile(_folder.Root);
            var letters = new MonitorLetters(file, "pumps", TimeProvider.System);
            letters.Add(Letter(10 * start));
            letters.Add(Letter((10 * start) + 1));
        }

        Assert.Equal([0, 1, 10, 11, 20, 21], LetterFiles.ReadNewest(_folder.Root, 100).Select(l => l.Position));
        Assert.Equal([11, 20, 21], LetterFiles.ReadNewest(_folder.Root, 3).Select(l => l.Position));
        Assert.Equal([1, 10, 11], LetterFiles.ReadNewest(_folder.Root, 3, onlyEarlier: true).Select(l => l.Position));
        Assert.Equal([10, 20], LetterFiles.ReadNewest(_folder.Root, 2, l => l.Position % 10 == 0).Select(l => l.Position));
        Assert.All(LetterFiles.ReadNewest(_folder.Root, 100), l => Assert.True(l is { Monitor: "pumps", At: not null }));
        Assert.Empty(LetterFiles.ReadNewest(_folder.At("none"), 100));
    }

    [Fact]
    public void RecentLetters_OfAStart_BeginWithThoseOfEarlierOnes()
    {
        using var file = new DeadLetterFile(_folder.Root);
        DeadLetter[] earlier = [.. Enumerable.Range(0, RecentLetters.Capacity + 5).Select(i => Letter(i) with { Monitor = "pumps" })];
        var letters = new RecentLetters(file, TimeProvider.System, earlier);
        Assert.Equal(RecentLetters.Capacity, letters.Newest(1000).Count);
        Assert.Empty(letters.Counts());
        letters.Add(Letter(7777) with { Monitor = "pumps" });
        Assert.Equal([7777, RecentLetters.Capacity + 4], letters.Newest(2).Select(l => l.Letter.Position));
        Assert.Equal(1, letters.Counts()[DeadLetterReason.Time]);
        Assert.NotNull(letters.Find("pumps", "plant/kafka:a/0", 7777));
        Assert.Null(letters.Find("cards", "plant/kafka:a/0", 7777));
        Assert.Null(letters.Find("pumps", "plant/kafka:a/0", 3));
    }

    [Theory]
    [InlineData("plant/kafka:readings/3", "readings", 3)]
    [InlineData("plant/kafka:a.b_c-d/0", "a.b_c-d", 0)]
    [InlineData("plant/kafka:readings", null, 0)]
    [InlineData("plant/kafka:/3", null, 0)]
    [InlineData("plant/kafka:readings/-3", null, 0)]
    [InlineData("plant/kafka:readings/x", null, 0)]
    [InlineData("other/kafka:readings/3", null, 0)]
    [InlineData("plant/in/3.csv", null, 0)]
    public void Parse_OfAPlace_IsTopicAndPartition(string place, string? topic, int partition) =>
        Assert.Equal(topic is null ? null : new KafkaPlace(topic, partition), KafkaPlace.Parse(place, new KafkaSource { Name = "plant" }));

    private static DeadLetter Letter(long position) => new("plant/kafka:a/0", position, DeadLetterReason.Time, "no time", "{}");
}
