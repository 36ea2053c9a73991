using System.Text;
using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Tests.Features;

public sealed class StableHashTests
{
    [Fact]
    public void Of_TextAndSalt_GiveDifferentNumbers()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => $"pump-{i}")];
        Assert.Equal(2000, keys.SelectMany(k => new[] { StableHash.Of(k), StableHash.Of(k, 1) }).Distinct().Count());
    }

    [Fact]
    public void Of_ShortKeys_SpreadEvenlyOverShards()
    {
        int[] counts = new int[7];
        for (int i = 0; i < 7000; i++)
        {
            counts[(int)(StableHash.Of(i.ToString()) % 7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    /// <summary>Shards, seeds and jitter of stored monitors depend on it: it may never change.</summary>
    [Fact]
    public void Of_KnownText_IsTheNumberItAlwaysWas()
    {
        // FNV-1a of no byte is its offset basis; the rest is SplitMix64's finaliser.
        ulong hash = 14695981039346656037;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        Assert.Equal(hash ^ (hash >> 31), StableHash.Of(""));
        Assert.NotEqual(StableHash.Of("a"), StableHash.Of("\u6100"));
        Assert.Equal(hash ^ (hash >> 31), StableHash.Of(ReadOnlySpan<byte>.Empty));
    }

    /// <summary>FNV-1a of "a" is known from its authors' test suite; stored models depend on it.</summary>
    [Fact]
    public void Of_KnownBytes_IsTheNumberItAlwaysWas()
    {
        ulong hash = 0xaf63dc4c8601ec8c;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        Assert.Equal(hash ^ (hash >> 31), StableHash.Of("a"u8));
    }

    [Fact]
    public void Of_BytesOfNames_SpreadEvenlyOverBuckets()
    {
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++)
        {
            counts[(int)(StableHash.Of(Encoding.UTF8.GetBytes($"merchant {i}")) % 16)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }
}
