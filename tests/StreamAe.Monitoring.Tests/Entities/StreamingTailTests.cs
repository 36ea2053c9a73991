using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class StreamingTailTests
{
    /// <summary>
    /// Against a distribution that keeps every size with its age, weighs it by e^−age/8000 (to rounding) and fits the tail over lists, not
    /// counters.
    /// </summary>
    [Theory]
    [InlineData(1, 0.7, 0)]
    [InlineData(2, 1.3, 0)]
    [InlineData(3, 1, 4)]
    [InlineData(4, 0.1, 2)]
    public void Surprise_OfAStream_IsThatOfTheSizesThemselves(ulong seed, double spread, int zeroEvery)
    {
        var random = new PhiloxRandom(seed);
        float[] state = new float[StreamingTail.Floats];
        var tail = new StreamingTail(state);
        var sizes = new List<double>();
        for (int i = 0; i < 3000; i++)
        {
            float size = zeroEvery > 0 && random.NextInt32(zeroEvery) == 0 ? 0 : (float)Math.Exp(spread * random.NextGaussian());
            if (i % 37 == 0)
            {
                foreach (double factor in (double[])[0, 0.01, 0.5, 1, 2, 5, 30, 1000])
                {
                    float asked = (float)(factor * Math.Exp(spread));
                    double expected = Math.Min(300, Reference(sizes, asked));
                    Assert.Equal(expected, tail.Surprise(asked), 2e-3 * Math.Max(1, expected));
                }
            }

            tail.Add(size);
            sizes.Add(i < 400 ? Learned(sizes, size) : size);
        }
    }

    [Fact]
    public void Surprise_OfIndependentSizes_IsAsRareAsItSays()
    {
        var random = new PhiloxRandom(8);
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        int rare = 0, rarer = 0;
        const int n = 60_000;
        for (int i = 0; i < n; i++)
        {
            float size = Math.Abs(random.NextGaussian());
            float surprise = tail.Surprise(size);
            rare += surprise > 2 ? 1 : 0;
            rarer += surprise > 3 ? 1 : 0;
            tail.Add(size);
        }

        Assert.InRange(rare / (double)n, 0.008, 0.013);
        Assert.InRange(rarer / (double)n, 0.0006, 0.0018);
    }

    [Fact]
    public void Surprise_OfFewSizes_IsNone()
    {
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        for (int i = 0; i < StreamingTail.FewestValues; i++)
        {
            Assert.Equal(0, tail.Surprise(1e30f));
            tail.Add(1 + i);
        }

        Assert.True(tail.Surprise(1e30f) > 1);
    }

    [Fact]
    public void Surprise_AfterNothingButZeros_IsThatOfTheFirst()
    {
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        for (int i = 0; i < 999; i++)
        {
            tail.Add(0);
        }

        Assert.Equal(0, tail.Surprise(0));
        Assert.InRange(tail.Surprise(0.001f), 2.95, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(3000)]
    public void Add_BrokenReading_HidesNoLaterTrouble(int at)
    {
        var random = new PhiloxRandom(5);
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        for (int i = 0; i < 6000; i++)
        {
            tail.Add(i == at ? float.MaxValue : Math.Abs(random.NextGaussian()));
        }

        Assert.InRange(tail.Surprise(1), 0.3, 0.7);
        Assert.InRange(tail.Surprise(30), 2.5, 30);
        Assert.True(float.IsFinite(tail.Surprise(float.MaxValue)));
    }

    /// <summary>Were a first broken reading learned, all others would lie below the counters: the range comes down to them.</summary>
    [Fact]
    public void Add_FirstSizeBroken_RangeComesDown()
    {
        var random = new PhiloxRandom(6);
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        tail.Add(1e30f);
        for (int i = 0; i < 20_000; i++)
        {
            tail.Add(Math.Abs(random.NextGaussian()));
        }

        Assert.InRange(tail.Surprise(1), 0.3, 0.7);
        Assert.InRange(tail.Surprise(100), 2.5, 300);
    }

    [Fact]
    public void Add_SizesThatGrow_MoveTheRange()
    {
        var random = new PhiloxRandom(7);
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        foreach (double scale in (double[])[1e-9, 1, 1e12, 1e-9])
        {
            for (int i = 0; i < 40_000; i++)
            {
                tail.Add((float)(scale * Math.Abs(random.NextGaussian())));
            }

            Assert.InRange(tail.Surprise((float)scale), 0.3, 0.8);
        }
    }

    [Fact]
    public void Surprise_OfALargerSize_IsNeverSmaller()
    {
        var random = new PhiloxRandom(9);
        var tail = new StreamingTail(new float[StreamingTail.Floats]);
        for (int i = 0; i < 2000; i++)
        {
            tail.Add((float)Math.Exp(2 * random.NextGaussian()));
        }

        float before = 0;
        for (double size = 1e-12; size < 1e12; size *= 1.03)
        {
            float surprise = tail.Surprise((float)size);
            Assert.True(surprise >= before - 0.12f, $"{size}: {surprise} after {before}");
            before = Math.Max(before, surprise);
        }
    }

    /// <summary>What the definition says of sizes in lists: the weights of the bins, their sum, the tail and where it begins.</summary>
    private static (SortedDictionary<int, double> Bins, double Sum, int[] Tail, double InTail, double Begin) Fit(List<double> sizes)
    {
        var bins = new SortedDictionary<int, double>();
        double n = 0;
        for (int i = 0; i < sizes.Count; i++)
        {
            double weight = Math.Pow(1 + (1 / 8000.0), i - sizes.Count + 1);
            n += weight;
            if (sizes[i] >= 1e-12)
            {
                int bin = (int)Math.Floor(8 * Math.Log2(sizes[i]));
                bins[bin] = bins.GetValueOrDefault(bin) + weight;
            }
        }

        int[] keys = [.. bins.Keys];
        double most = Math.Min(Math.Max(0.03 * n, 60), 0.25 * n), inTail = 0;
        int below = keys.Length - 1;
        while (below >= 0 && inTail + bins[keys[below]] <= most)
        {
            inTail += bins[keys[below--]];
        }

        if (inTail < 2 && below >= 0)
        {
            inTail += bins[keys[below--]];
        }

        return (bins, n, keys[(below + 1)..], inTail, below >= 0 ? EdgeOf(keys[below] + 1) : 0);
    }

    private static double EdgeOf(int bin) => Math.Pow(2, bin / 8.0);

    /// <summary>As large as a size is learned.</summary>
    private static double Learned(List<double> sizes, double size)
    {
        (SortedDictionary<int, double> bins, _, _, _, double begin) = Fit(sizes);
        return bins.Count == 0 ? size : Math.Min(size, 32 * (sizes.Count >= 20 && begin > 0 ? begin : EdgeOf(bins.Keys.Last() + 1)));
    }

    private static double Reference(List<double> sizes, double asked)
    {
        if (sizes.Count < 20 || asked < 1e-12)
        {
            return 0;
        }

        (SortedDictionary<int, double> bins, double n, int[] tail, double inTail, double begin) = Fit(sizes);
        if (asked <= begin)
        {
            double above = 0;
            foreach ((int bin, double count) in bins)
            {
                double share = Math.Clamp((EdgeOf(bin + 1) - asked) / (EdgeOf(bin + 1) - EdgeOf(bin)), 0, 1);
                above += share * count;
            }

            return Math.Max(0, -Math.Log10(Math.Min(1, (above + 0.5) / (n + 1))));
        }

        double a0 = 0, a1 = 0, passed = 0;
        foreach (int bin in tail)
        {
            double excess = Math.Max(0, Math.Sqrt(EdgeOf(bin) * EdgeOf(bin + 1)) - begin), count = bins[bin];
            excess = begin > 0 ? Math.Min(excess, 31 * begin) : excess;
            a0 += count * excess / inTail;
            a1 += count * excess * (1 - ((passed + (count / 2)) / inTail)) / inTail;
            passed += count;
        }

        double shape = Math.Clamp(a0 - (2 * a1) > 1e-300 ? 2 - (a0 / (a0 - (2 * a1))) : 0.7, 0, 0.7);
        double scale = Math.Max(a0 * (1 - shape), 1e-6 * Math.Max(begin, 1e-12));
        double y = (asked - begin) / scale;
        return -Math.Log10(inTail / n) + (shape < 1e-6 ? y / Math.Log(10) : Math.Log10(1 + (shape * y)) / shape);
    }
}
