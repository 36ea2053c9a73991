using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Randomness;

public sealed class PhiloxRandomTests
{
    // Known answers of philox4x32-10 from the Random123 distribution: counter words, key words, result.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_KnownAnswers_Match(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        var block = PhiloxRandom.Block(k0 | ((ulong)k1 << 32), c2 | ((ulong)c3 << 32), c0 | ((ulong)c1 << 32));

        Assert.Equal((r0, r1, r2, r3), (block.X, block.Y, block.Z, block.W));
    }

    [Fact]
    public void NextUInt32_Sequence_IsTheBlocksInOrder()
    {
        var random = new PhiloxRandom(42, 7);
        for (ulong counter = 0; counter < 3; counter++)
        {
            var block = PhiloxRandom.Block(42, 7, counter);
            Assert.Equal(block.X, random.NextUInt32());
            Assert.Equal(block.Y, random.NextUInt32());
            Assert.Equal(block.Z, random.NextUInt32());
            Assert.Equal(block.W, random.NextUInt32());
        }
    }

    [Fact]
    public void NextUInt64_TwoDraws_HighThenLow()
    {
        var random = new PhiloxRandom(1);
        var words = new PhiloxRandom(1);

        Assert.Equal(((ulong)words.NextUInt32() << 32) | words.NextUInt32(), random.NextUInt64());
    }

    [Fact]
    public void Streams_OtherSeedOrStream_ShareNoNumbers()
    {
        HashSet<uint> seen = [];
        foreach ((ulong seed, ulong stream) in new (ulong, ulong)[] { (1, 0), (1, 1), (2, 0), (2, 1), (1, 1UL << 32), (1UL << 32, 0) })
        {
            var random = new PhiloxRandom(seed, stream);
            for (int i = 0; i < 100; i++)
            {
                // 600 of 2³² numbers: an accidental repeat has probability 4e-5, and the seeds are fixed.
                Assert.True(seen.Add(random.NextUInt32()));
            }
        }
    }

    [Fact]
    public void NextSingle_ManyDraws_IsUniformInItsRange()
    {
        const int Draws = 200_000;
        const int Bins = 20;
        var random = new PhiloxRandom(5);
        int[] counts = new int[Bins];
        double sum = 0;
        for (int i = 0; i < Draws; i++)
        {
            float u = random.NextSingle();
            Assert.True(u is >= 0 and < 1);
            counts[(int)(u * Bins)]++;
            sum += u;
        }

        double expected = (double)Draws / Bins;
        double chiSquared = counts.Sum(c => (c - expected) * (c - expected) / expected);
        // 19 degrees of freedom: 43.8 is the 99.9 % point.
        Assert.True(chiSquared < 43.8, $"χ² = {chiSquared}");
        // Standard error of the mean is 0.289/√200,000 = 6.5e-4.
        Assert.Equal(0.5, sum / Draws, 2.6e-3);
    }

    [Fact]
    public void NextInt32_ManyDraws_CoversItsRangeEvenly()
    {
        const int Draws = 70_000;
        var random = new PhiloxRandom(6);
        int[] counts = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        double chiSquared = counts.Sum(c => (c - 10_000.0) * (c - 10_000.0) / 10_000);
        // 6 degrees of freedom: 22.5 is the 99.9 % point.
        Assert.True(chiSquared < 22.5, $"χ² = {chiSquared}");
        Assert.Equal(0, random.NextInt32(1));
        Assert.True(random.NextInt32(int.MaxValue) >= 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NextInt32_NoRange_Throws(int exclusiveMax)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var random = new PhiloxRandom(6);
            return random.NextInt32(exclusiveMax);
        });
    }

    [Fact]
    public void NextGaussian_ManyDraws_HasTheMomentsOfTheStandardNormal()
    {
        const int Draws = 1_000_000;
        var random = new PhiloxRandom(8);
        double sum = 0, squares = 0, cubes = 0, fourths = 0;
        int beyondTwo = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = random.NextGaussian();
            Assert.True(double.IsFinite(x));
            sum += x;
            squares += x * x;
            cubes += x * x * x;
            fourths += x * x * x * x;
            beyondTwo += Math.Abs(x) > 2 ? 1 : 0;
        }

        // Four standard errors each: √(1, 2, 15, 96)/√n.
        double root = Math.Sqrt(Draws);
        Assert.Equal(0, sum / Draws, 4 / root);
        Assert.Equal(1, squares / Draws, 4 * Math.Sqrt(2) / root);
        Assert.Equal(0, cubes / Draws, 4 * Math.Sqrt(15) / root);
        Assert.Equal(3, fourths / Draws, 4 * Math.Sqrt(96) / root);
        Assert.Equal(0.0455, (double)beyondTwo / Draws, 4 * 0.21 / root);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Shuffle_AnyLength_IsAPermutation(int length)
    {
        int[] items = [.. Enumerable.Range(0, length)];
        var random = new PhiloxRandom(9);

        random.Shuffle<int>(items);

        Assert.Equal(Enumerable.Range(0, length), items.Order());
        Assert.True(length < 3 || !items.SequenceEqual(Enumerable.Range(0, length)));
    }

    [Fact]
    public void Shuffle_ThreeItems_ReachesEveryOrderEquallyOften()
    {
        var random = new PhiloxRandom(10);
        var counts = new Dictionary<(int, int, int), int>();
        for (int i = 0; i < 6_000; i++)
        {
            int[] items = [0, 1, 2];
            random.Shuffle<int>(items);
            (int, int, int) order = (items[0], items[1], items[2]);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        double chiSquared = counts.Values.Sum(c => (c - 1_000.0) * (c - 1_000.0) / 1_000);
        // 5 degrees of freedom: 20.5 is the 99.9 % point.
        Assert.True(chiSquared < 20.5, $"χ² = {chiSquared}");
    }
}
