using System.Runtime.InteropServices;
using StreamAe.Monitoring.Entities;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class SeasonalProfileTests
{
    private const long Hour = TimeSpan.TicksPerHour;

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)] // Thursday
    [InlineData("1970-01-01T23:59:59Z", 23)]
    [InlineData("2024-03-15T07:30:00Z", 7)] // Friday
    [InlineData("2024-03-16T07:30:00Z", 31)] // Saturday
    [InlineData("2024-03-17T23:00:00Z", 47)] // Sunday
    [InlineData("2024-03-18T00:00:00Z", 0)] // Monday
    [InlineData("1969-12-28T23:00:00Z", 47)] // Sunday
    [InlineData("1969-12-31T01:00:00Z", 1)] // Wednesday
    public void BinOf_ATime_IsItsHourOnWeekdaysOrWeekends(string time, int expected) =>
        Assert.Equal(expected, SeasonalProfile.BinOf((DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks));

    [Fact]
    public void BinOf_AnyTime_FitsTheProfile()
    {
        foreach (long time in (long[])[long.MinValue, long.MaxValue, -1, 0, 1])
        {
            Assert.InRange(SeasonalProfile.BinOf(time), 0, SeasonalProfile.Bins - 1);
        }
    }

    /// <summary>The formula in double precision, in arrays.</summary>
    [Fact]
    public void Learn_SeriesOfWeeks_ExpectsWhatTheFormulaSays()
    {
        var profile = default(SeasonalProfile);
        var random = new PhiloxRandom(4);
        double[] counts = new double[48], means = new double[48];
        double level = 0;
        for (int i = 0; i < 9000; i++)
        {
            long time = i * (Hour / 6);
            float value = 50 + (20 * MathF.Sin(i * MathF.PI / 72)) + random.NextGaussian() + (random.NextInt32(50) == 0 ? 30 : 0);
            int hour = (int)(time / Hour % 24), day = (int)(time / Hour / 24);
            int bin = hour + ((day + 4) % 7 is 0 or 6 ? 24 : 0);
            level = i == 0 ? value : level;
            double expected = ((counts[bin] * means[bin]) + (4 * level)) / (counts[bin] + 4);
            Assert.Equal(expected, profile.Learn(SeasonalProfile.BinOf(time), value), 1e-3);
            counts[bin]++;
            means[bin] += Math.Max(1 / counts[bin], 0.01) * (value - means[bin]);
            level += Math.Max(1.0 / (i + 1), 0.001) * (value - level);
        }
    }

    [Fact]
    public void Learn_FirstValue_IsExpected() => Assert.Equal(-7e8, default(SeasonalProfile).Learn(3, -7e8f), 1);

    [Fact]
    public void Learn_MissingValue_ChangesNothing()
    {
        SeasonalProfile profile = Usual(500), same = profile;
        double expected = profile.Learn(5, float.NaN);
        Assert.Equal(Bytes(same), Bytes(profile));
        Assert.Equal(expected, profile.Learn(5, 3));
        Assert.Equal(0, default(SeasonalProfile).Learn(5, float.NaN));
    }

    [Theory]
    [InlineData(1e38f)]
    [InlineData(-1e38f)]
    [InlineData(1e9f)]
    public void Learn_BrokenReading_IsForgotten(float broken)
    {
        SeasonalProfile profile = Usual(1000), spared = profile;
        profile.Learn(5, broken);
        for (int i = 0; i < 5 * 24; i++)
        {
            double expected = spared.Learn(i % 24, Value(i)), found = profile.Learn(i % 24, Value(i));
            Assert.InRange(found, expected - 15, expected + 15);
        }

        for (int i = 0; i < 300 * 24; i++)
        {
            spared.Learn(i % 24, Value(i));
            profile.Learn(i % 24, Value(i));
        }

        Assert.InRange(profile.Learn(5, 0) - spared.Learn(5, 0), -0.6, 0.6);
    }

    [Theory]
    [InlineData(3, 1e38f)]
    [InlineData(1e38f, -0.2f)]
    [InlineData(-1e9f, 1e9f)]
    [InlineData(float.MaxValue, float.MinValue)]
    public void Learn_BrokenReadingsFirst_AreForgotten(float first, float second)
    {
        var profile = default(SeasonalProfile);
        profile.Learn(0, first);
        profile.Learn(1, second);
        for (int i = 2; i < 24 * 200; i++)
        {
            profile.Learn(i % 24, Value(i));
        }

        Assert.InRange(profile.Learn(1, 0), -1, 1);
    }

    [Fact]
    public void Learn_ConstantThatMoves_IsLearned()
    {
        var profile = default(SeasonalProfile);
        for (int i = 0; i < 2000; i++)
        {
            Assert.Equal(0, profile.Learn(0, 0));
        }

        for (int i = 0; i < 600; i++)
        {
            profile.Learn(0, 1e6f);
        }

        Assert.InRange(profile.Learn(0, 1e6f), 9.8e5, 1e6);
    }

    [Fact]
    public void Learn_ManyMillionValues_StillLearns()
    {
        var profile = default(SeasonalProfile);
        for (int i = 0; i < 20_000_000; i++)
        {
            profile.Learn(0, 1);
        }

        for (int i = 0; i < 5000; i++)
        {
            profile.Learn(0, 2);
        }

        Assert.Equal(2, profile.Learn(0, 2), 1e-2);
    }

    private static byte[] Bytes(SeasonalProfile profile) => MemoryMarshal.AsBytes(new ReadOnlySpan<SeasonalProfile>(ref profile)).ToArray();

    private static float Value(int i) => MathF.Sin(i) + MathF.Sin(i * 0.37f);

    private static SeasonalProfile Usual(int values)
    {
        var profile = default(SeasonalProfile);
        for (int i = 0; i < values; i++)
        {
            profile.Learn(i % 24, Value(i));
        }

        return profile;
    }
}
