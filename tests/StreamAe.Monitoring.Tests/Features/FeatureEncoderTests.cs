using System.Globalization;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Features;

public sealed class FeatureEncoderTests
{
    private const long NoPrevious = long.MinValue;

    [Fact]
    public void Encode_Numbers_AreThoseThatNoOtherFeatureNames()
    {
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Features = [FeatureDefinition.Number("x1", NumberTransform.Log1p), FeatureDefinition.Numbers, FeatureDefinition.Weekday],
        };
        var encoder = new FeatureEncoder(definition, TestMonitors.Numbers(3));
        Assert.Equal(["x1", "x0", "x2", "weekday"], Enumerable.Range(0, encoder.SourceCount).Select(encoder.NameOf));
        Assert.Equal([MathF.Log(8), 5, 6], Encode(encoder, [5, 7, 6])[..3]);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(encoder.IsNumber));
        Assert.Null(FeatureEncoder.ChannelsOf(definition));
        var asContext = new FeatureEncoder(
            definition with { Features = [FeatureDefinition.Number("x2"), FeatureDefinition.Numbers with { IsContext = true }] }, TestMonitors.Numbers(3));
        Assert.Equal((1, 2), (asContext.ReconstructedCount, asContext.ContextCount));
    }

    [Fact]
    public void IsCopy_WithASeason_IsNot() => Assert.Equal(
        (true, false),
        (new FeatureEncoder(TestMonitors.Quick, TestMonitors.Numbers(2)).IsCopy,
            new FeatureEncoder(TestMonitors.Quick with { Season = Season.Hourly }, TestMonitors.Numbers(2)).IsCopy));

    [Fact]
    public void Encode_NoFeaturesListed_CopiesEveryChannel()
    {
        var encoder = new FeatureEncoder(TestMonitors.Quick, TestMonitors.Numbers(3));
        Assert.Equal([1f, float.NaN, -3f], Encode(encoder, [1, float.NaN, -3]));
        Assert.Equal(["x0", "x1", "x2"], Enumerable.Range(0, encoder.SourceCount).Select(encoder.NameOf));
    }

    [Fact]
    public void Encode_FeaturesInAnotherOrder_TakesTheOrderOfTheFile()
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(3), FeatureDefinition.Number("x2"), FeatureDefinition.Number("x0"));
        Assert.Equal([3f, 1f], Encode(encoder, [1, 2, 3]));
    }

    [Theory]
    [InlineData(NumberTransform.None, -2.5, -2.5)]
    [InlineData(NumberTransform.Log1p, 0, 0)]
    [InlineData(NumberTransform.Log1p, 99, 4.6051702)]
    [InlineData(NumberTransform.Log1p, -0.5, float.NaN)]
    [InlineData(NumberTransform.SignedLog, 99, 4.6051702)]
    [InlineData(NumberTransform.SignedLog, -99, -4.6051702)]
    [InlineData(NumberTransform.SignedLog, 0, 0)]
    [InlineData(NumberTransform.Log1p, float.NaN, float.NaN)]
    [InlineData(NumberTransform.SignedLog, float.NaN, float.NaN)]
    public void Encode_Number_AppliesTheTransform(NumberTransform transform, float value, float expected)
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(1), FeatureDefinition.Number("x0", transform));
        Assert.Equal(expected, Encode(encoder, [value])[0], 1e-6f);
    }

    [Theory]
    [InlineData(0, "1 0 0", "red")]
    [InlineData(1, "0 1 0", "green")]
    [InlineData(2, "0 0 1", "other")]
    [InlineData(7, "0 0 1", "other")]
    [InlineData(float.NaN, "NaN NaN NaN", "missing")]
    public void Encode_Category_IsOneHotWithABucketForOthers(float index, string expected, string words)
    {
        string[] colours = ["red", "green"];
        FeatureEncoder encoder = Encoder(new Schema([Channel.Category("colour", colours)]), FeatureDefinition.Category("colour", colours));
        float[] encoded = Encode(encoder, [index]);
        Assert.Equal(expected, string.Join(' ', encoded));
        Assert.Equal(words, encoder.Describe(0, encoded));
        Assert.Equal((0, 3), encoder.RangeOf(0));
    }

    [Theory]
    [InlineData(0, "1 0 0", "bucket 0")]
    [InlineData(2, "0 0 1", "bucket 2")]
    [InlineData(float.NaN, "NaN NaN NaN", "missing")]
    public void Encode_HashedCategory_IsOneHotWithoutOthers(float bucket, string expected, string words)
    {
        FeatureDefinition shop = FeatureDefinition.HashedCategory("shop", 3);
        var definition = TestMonitors.Quick with { Features = [shop] };
        Assert.Equal([Channel.HashedCategory("shop", 3)], FeatureEncoder.ChannelsOf(definition)!);
        FeatureEncoder encoder = Encoder(new Schema([Channel.HashedCategory("shop", 3)]), shop);
        float[] encoded = Encode(encoder, [bucket]);
        Assert.Equal(expected, string.Join(' ', encoded));
        Assert.Equal(words, encoder.Describe(0, encoded));
        Assert.Equal((0, 3), encoder.RangeOf(0));
        Assert.True(encoder.IsOneHot(2), "a bucket is an input of a category");
    }

    [Fact]
    public void Equals_FeaturesAndChannelsThatDifferInOneThing_AreNotEqual()
    {
        FeatureDefinition shop = FeatureDefinition.HashedCategory("shop", 3);
        Assert.Equal(shop, FeatureDefinition.HashedCategory("shop", 3));
        Assert.NotEqual(shop, FeatureDefinition.HashedCategory("shop", 4));
        Assert.NotEqual(shop, shop with { Scale = InputScale.Robust });
        Assert.NotEqual(shop, shop with { Per = TimeSpan.FromHours(1) });
        Assert.NotEqual(Channel.HashedCategory("shop", 3), Channel.HashedCategory("shop", 4));
        Assert.NotEqual(Channel.HashedCategory("shop", 3), Channel.Category("shop", []));
    }

    [Fact]
    public void New_HashedCategoryOfASourceThatDoesNotHash_SaysSo()
    {
        FeatureDefinition shop = FeatureDefinition.HashedCategory("shop", 3);
        foreach (Channel channel in (Channel[])[Channel.Number("shop"), Channel.Category("shop", ["a", "b"]), Channel.HashedCategory("shop", 4)])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => Encoder(new Schema([channel]), shop));
            Assert.Contains("Feature shop has 3 buckets", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 1)]
    [InlineData("2026-03-01T06:00:00Z", 1, 0)]
    [InlineData("2026-03-01T12:00:00Z", 0, -1)]
    [InlineData("1969-12-31T18:00:00Z", -1, 0)]
    public void Encode_HourOfDay_IsAPointOnACircle(string time, float sine, float cosine)
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(1), FeatureDefinition.HourOfDay, FeatureDefinition.Number("x0"));
        float[] encoded = Encode(encoder, [0], Time(time));
        Assert.Equal((1, 2), encoder.RangeOf(0));
        Assert.Equal(sine, encoded[1], 1e-6f);
        Assert.Equal(cosine, encoded[2], 1e-6f);
    }

    [Theory]
    [InlineData("2026-11-23T00:00:00Z", 0, 1)]
    [InlineData("2026-11-24T18:00:00Z", 1, 0)]
    [InlineData("2026-11-26T12:00:00Z", 0, -1)]
    public void Encode_Weekday_TurnsOnceAWeekFromMonday(string time, float sine, float cosine)
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(1), FeatureDefinition.Weekday, FeatureDefinition.Number("x0"));
        float[] encoded = Encode(encoder, [0], Time(time));
        Assert.Equal((1, 2), encoder.RangeOf(0));
        Assert.Equal(sine, encoded[1], 1e-6f);
        Assert.Equal(cosine, encoded[2], 1e-6f);
    }

    [Fact]
    public void Describe_ClockAndDayOfEveryHourOfYears_AreTheCalendars()
    {
        FeatureEncoder encoder = Encoder(
            TestMonitors.Numbers(1), FeatureDefinition.HourOfDay, FeatureDefinition.Weekday, FeatureDefinition.Number("x0"));
        DateTimeOffset start = new(1968, 12, 30, 0, 0, 0, TimeSpan.Zero);
        for (int hour = 0; hour < 60 * 366 * 24; hour += 23)
        {
            foreach (int minute in (int[])[0, 59])
            {
                DateTimeOffset time = start.AddHours(hour).AddMinutes(minute);
                float[] encoded = Encode(encoder, [0], (time - DateTimeOffset.UnixEpoch).Ticks);
                Assert.Equal(time.ToString("HH:mm"), encoder.Describe(0, encoded));
                Assert.Equal(time.DayOfWeek.ToString(), encoder.Describe(1, encoded));
            }
        }
    }

    [Fact]
    public void Encode_SinceLast_IsTheLogarithmOfTheGap()
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(1), FeatureDefinition.SinceLast);
        long now = Time("2026-01-01T00:00:00Z");
        Assert.Equal(float.NaN, Encode(encoder, [0], now)[0]);
        Assert.Equal(0, Encode(encoder, [0], now, now)[0]);
        float[] encoded = Encode(encoder, [0], now, now - EventTime.FromSeconds(99));
        Assert.Equal(4.6051702f, encoded[0], 1e-6f);
        Assert.Equal("99 s", encoder.Describe(0, encoded));
    }

    [Theory]
    [InlineData(NumberTransform.None, 41.5f, "41.5")]
    [InlineData(NumberTransform.Log1p, 41.5f, "41.5")]
    [InlineData(NumberTransform.SignedLog, -41.5f, "-41.5")]
    [InlineData(NumberTransform.None, float.NaN, "missing")]
    public void Describe_Number_IsInTheUnitsOfTheSource(NumberTransform transform, float value, string expected)
    {
        FeatureEncoder encoder = Encoder(TestMonitors.Numbers(1), FeatureDefinition.Number("x0", transform));
        Assert.Equal(expected, encoder.Describe(0, Encode(encoder, [value])));
    }

    [Fact]
    public void Ranges_MixedKinds_LieOneAfterTheOther()
    {
        FeatureEncoder encoder = Mixed(context: false);
        Assert.Equal((7, 7, 0), (encoder.Count, encoder.ReconstructedCount, encoder.ContextCount));
        Assert.Equal([(0, 2), (2, 1), (3, 3), (6, 1)], Enumerable.Range(0, 4).Select(encoder.RangeOf));
        Assert.Equal([true, true, false, false, false, false, false], Enumerable.Range(0, 7).Select(encoder.IsCyclic));
        Assert.Equal([false, false, true, true, true, true, true], Enumerable.Range(0, 7).Select(encoder.HasVote));
        float[] encoded = Encode(encoder, [1, 5], Time("2026-11-23T00:00:00Z"));
        Assert.Equal([0f, 1, 5, 0, 1, 0, float.NaN], encoded.Select(e => MathF.Round(e, 5)));
    }

    [Fact]
    public void Ranges_Context_LieBehindWhatIsReconstructed()
    {
        FeatureEncoder encoder = Mixed(context: true);
        Assert.Equal((7, 2, 5), (encoder.Count, encoder.ReconstructedCount, encoder.ContextCount));
        Assert.Equal([(2, 2), (0, 1), (4, 3), (1, 1)], Enumerable.Range(0, 4).Select(encoder.RangeOf));
        Assert.Equal([false, false, true, true, true, true, true], Enumerable.Range(0, 7).Select(encoder.IsContext));
        Assert.Equal([true, true, false, false, false, false, false], Enumerable.Range(0, 7).Select(encoder.HasVote));
        Assert.Equal([false, false, false, false, true, true, true], Enumerable.Range(0, 7).Select(encoder.IsOneHot));
        float[] encoded = Encode(encoder, [1, 5], Time("2026-11-23T00:00:00Z"));
        Assert.Equal([5f, float.NaN, 0, 1, 0, 1, 0], encoded.Select(e => MathF.Round(e, 5)));
        Assert.Equal(["Monday", "5", "b", "missing"], Enumerable.Range(0, 4).Select(source => encoder.Describe(source, encoded)));
    }

    [Fact]
    public void Create_OnlyContext_SaysThatNothingIsLeft()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Encoder(TestMonitors.Numbers(1), FeatureDefinition.Weekday, FeatureDefinition.Number("x0") with { IsContext = true }));
        Assert.Contains("every feature is context", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FeatureWithoutAColumn_SaysWhich()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Encoder(TestMonitors.Numbers(2), FeatureDefinition.Number("speed")));
        Assert.Contains("speed", error.Message, StringComparison.Ordinal);
        Assert.Contains("x0,x1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NothingToEncode_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new FeatureEncoder(TestMonitors.Quick, new Schema([])));

    [Fact]
    public void ChannelsOf_ComputedFeatures_NeedNone()
    {
        Assert.Null(FeatureEncoder.ChannelsOf(TestMonitors.Quick));
        IReadOnlyList<Channel>? channels = FeatureEncoder.ChannelsOf(TestMonitors.Quick with
        {
            Features = [FeatureDefinition.HourOfDay, FeatureDefinition.Category("c", ["a"]), FeatureDefinition.Number("n", NumberTransform.Log1p)],
        });
        Assert.Equal([Channel.Category("c", ["a"]), Channel.Number("n")], channels);
    }

    private static FeatureEncoder Mixed(bool context) => Encoder(
        new Schema([Channel.Category("c", ["a", "b"]), Channel.Number("n")]),
        FeatureDefinition.Weekday with { IsContext = context },
        FeatureDefinition.Number("n"),
        FeatureDefinition.Category("c", ["a", "b"]) with { IsContext = context },
        FeatureDefinition.SinceLast);

    private static FeatureEncoder Encoder(Schema schema, params FeatureDefinition[] features) =>
        new(TestMonitors.Quick with { Features = features }, schema);

    private static float[] Encode(FeatureEncoder encoder, float[] values, long time = 0, long previous = NoPrevious)
    {
        float[] encoded = new float[encoder.Count];
        encoder.Encode(values, time, previous, encoded);
        return encoded;
    }

    private static long Time(string text) =>
        (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks;
}
