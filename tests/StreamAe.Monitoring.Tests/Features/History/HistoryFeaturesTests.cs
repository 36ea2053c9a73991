using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Features.History;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.Definitions;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class HistoryFeaturesTests
{
    private static readonly MonitorDefinition Definition = Monitors.Read(
        """
        monitor: a
        features:
          - {kind: ratio, of: amount, prior: 20}
          - {kind: mean, of: amount}
          - {kind: count, within: 1h}
          - {kind: sum, of: amount, within: 1h}
          - {kind: firstSeen, of: merchant}
          - {kind: speed, of: [latitude, longitude]}
          - {kind: rarity, of: category}
          - {kind: rarity, of: hourOfDay}
          - {name: category, kind: category, values: [grocery, fuel], context: true}
        """);

    private static readonly Schema Schema = new(FeatureEncoder.ChannelsOf(Definition)!);

    [Fact]
    public void ChannelsOf_AMonitor_AreThoseItsHistoryReadsToo() =>
        Assert.Equal("category,amount,merchant,latitude,longitude", Schema.ToString());

    [Fact]
    public void Encode_MeasuresByWhatWasBefore()
    {
        var state = new State();
        float[] first = state.Encode(0, Payment(40, merchant: 7));
        Assert.Equal(MathF.Log(2), first[0], 1e-6f);
        Assert.True(float.IsNaN(first[1]), "no mean is known yet");
        Assert.Equal([0f, 0f, 1f, 0f], first[2..6]);
        Assert.Equal(MathF.Log(3), first[6], 1e-6f);
        Assert.Equal(MathF.Log(24), first[7], 1e-6f);

        float[] second = state.Encode(3600, Payment(10, merchant: 7));
        float decayed = MathF.Exp(-1);
        Assert.Equal(MathF.Log(10 / (20 + (20 / 6f))), second[0], 1e-5f);
        Assert.Equal(MathF.Log(40), second[1], 1e-6f);
        Assert.Equal(MathF.Log(1 + decayed), second[2], 1e-6f);
        Assert.Equal(MathF.Log(1 + (40 * decayed)), second[3], 1e-5f);
        Assert.Equal(0, second[4]);
        Assert.Equal(0, second[5]);
        Assert.Equal(-MathF.Log(1.5f / 2.5f), second[6], 1e-6f);

        float[] third = state.Encode(7200, Payment(10, merchant: 8, latitude: 1));
        Assert.Equal(1, third[4]);
        Assert.Equal(MathF.Log(1 + 111.2f), third[5], 1e-3f);
    }

    [Fact]
    public void Encode_WhatIsMissing_IsMissingAndTeachesNothing()
    {
        var state = new State();
        state.Encode(0, Payment(40, merchant: 7));
        float[] gap = state.Encode(60, [float.NaN, float.NaN, float.NaN, float.NaN, float.NaN]);
        Assert.Equal([0, 4, 6], Enumerable.Range(0, 8).Where(i => float.IsNaN(gap[i])));
        Assert.Equal(0, state.Encode(120, Payment(40, merchant: 7))[4]);

        // The gap was an event, but no sum.
        Assert.Equal(MathF.Log(1 + MathF.Exp(-120 / 3600f) + MathF.Exp(-60 / 3600f)), state.Last[2], 1e-5f);
        Assert.Equal(MathF.Log(1 + (40 * MathF.Exp(-120 / 3600f))), state.Last[3], 1e-5f);
    }

    [Fact]
    public void Encode_TimesThatGoBack_DecayNothing()
    {
        var state = new State();
        state.Encode(1000, Payment(40, merchant: 7));
        Assert.Equal(MathF.Log(2), state.Encode(0, Payment(40, merchant: 7))[2], 1e-6f);
    }

    [Fact]
    public void Of_AFieldThatTheSourceLacks_SaysWhich()
    {
        var schema = new Schema([Channel.Category("category", ["grocery", "fuel"]), Channel.Number("amount")]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => HistoryFeatures.Of(new FeatureEncoder(Definition, schema), schema));
        Assert.Contains("merchant has no column", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Sixteen buckets, of which one was had twice: shares (2 + ½) ÷ (2 + 8) and ½ ÷ 10.</summary>
    [Fact]
    public void Encode_RarityOfAHashedCategory_IsThatOfItsBucket()
    {
        MonitorDefinition definition = Monitors.Read(
            "{monitor: a, features: [{kind: rarity, of: shop}, {name: shop, kind: category, buckets: 16, context: true}]}");
        var schema = new Schema(FeatureEncoder.ChannelsOf(definition)!);
        HistoryFeatures history = HistoryFeatures.Of(new FeatureEncoder(definition, schema), schema)!;
        Assert.Equal(16, history.Floats);
        float[] state = new float[16], encoded = new float[17];
        history.Encode([15], 0, long.MinValue, state, encoded);
        history.Encode([15], 1, 0, state, encoded);
        history.Encode([15], 2, 1, state, encoded);
        Assert.Equal(-MathF.Log(2.5f / 10), encoded[0], 1e-6f);
        history.Encode([3], 3, 2, state, encoded);
        Assert.Equal(-MathF.Log(0.5f / 11), encoded[0], 1e-6f);
    }

    [Fact]
    public void Describe_IsInWordsAndUnits()
    {
        var encoder = new FeatureEncoder(Definition, Schema);
        float[] encoded = new float[encoder.Count];
        (encoded[0], encoded[1], encoded[2], encoded[3]) = (MathF.Log(4), MathF.Log(25), MathF.Log(4), MathF.Log(101));
        (encoded[4], encoded[5], encoded[6], encoded[7]) = (1, MathF.Log(81), -MathF.Log(0.25f), -MathF.Log(0.01f));
        Assert.Equal(
            ["4", "25", "3", "100", "new", "80", "25 % of its events", "1 % of its events"],
            Enumerable.Range(0, 8).Select(source => encoder.Describe(source, encoded)));
    }

    private static float[] Payment(float amount, float merchant, float latitude = 0) => [0, amount, merchant, latitude, 0];

    private sealed class State
    {
        private readonly FeatureEncoder _encoder = new(Definition, Schema);
        private readonly HistoryFeatures _history;
        private readonly float[] _state;
        private long _previous = long.MinValue;

        public State()
        {
            _history = HistoryFeatures.Of(_encoder, Schema)!;
            _state = new float[_history.Floats];
        }

        public float[] Last { get; private set; } = [];

        public float[] Encode(double second, float[] values)
        {
            Last = new float[_encoder.Count];
            long time = EventTime.FromSeconds(second);
            _history.Encode(values, time, _previous, _state, Last);
            _previous = time;
            return Last;
        }
    }
}
