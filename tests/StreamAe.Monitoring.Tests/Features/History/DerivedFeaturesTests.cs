using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Features.History;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.Definitions;

namespace StreamAe.Monitoring.Tests.Features.History;

/// <summary>Rates, changes and rolling statistics of a number.</summary>
public sealed class DerivedFeaturesTests
{
    private const int Rate = 0;
    private const int HourlyRate = 1;
    private const int Change = 2;
    private const int Mean = 3;
    private const int Deviation = 4;
    private const int Least = 5;
    private const int Largest = 6;

    private static readonly MonitorDefinition Definition = Monitors.Read(
        """
        monitor: a
        features:
          - {kind: rate, of: flow}
          - {kind: rate, of: flow, per: 1h}
          - {kind: change, of: flow}
          - {kind: rollingMean, of: flow, within: 10s}
          - {kind: rollingDeviation, of: flow, within: 10s}
          - {kind: rollingMin, of: flow, within: 8s}
          - {kind: rollingMax, of: flow, within: 8s}
        """);

    private static readonly FeatureEncoder Encoder = new(Definition, new Schema(FeatureEncoder.ChannelsOf(Definition)!));

    [Fact]
    public void NameOf_SaysAllOfIt() => Assert.Equal(
        [
            "rate(flow)", "rate(flow, 1h)", "change(flow)", "rollingMean(flow, 10s)", "rollingDeviation(flow, 10s)", "rollingMin(flow, 8s)",
            "rollingMax(flow, 8s)",
        ],
        Enumerable.Range(0, Encoder.SourceCount).Select(Encoder.NameOf));

    [Fact]
    public void Describe_IsInTheUnitsOfTheField()
    {
        float[] encoded = [0.25f, 900, -3, 12.5f, 2, 1, 20];
        Assert.Equal(["0.25", "900", "-3", "12.5", "2", "1", "20"], Enumerable.Range(0, 7).Select(s => Encoder.Describe(s, encoded)));
        Assert.Equal(900, Encoder.NumberOf(HourlyRate, encoded));
        encoded[Rate] = float.NaN;
        Assert.Equal("missing", Encoder.Describe(Rate, encoded));
    }

    [Fact]
    public void Encode_FirstRow_KnowsNothing()
    {
        var state = new State();
        Assert.All(state.Encode(1000, 5), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Encode_Rate_IsTheChangeOverTheTimeBetween()
    {
        var state = new State();
        state.Encode(1000, 5);
        float[] row = state.Encode(1004, 7);
        Assert.Equal([0.5f, 1800, 2], row[..3]);

        // A counter that begins anew goes down.
        Assert.Equal([-3f, -3 * 3600, -6], state.Encode(1006, 1)[..3]);
        Assert.Equal([2e7f, 2e7f * 3600, 2], state.Encode(1006.0000001, 3)[..3], new Near());
    }

    [Fact]
    public void Encode_TimesThatAreEqual_HaveAChangeAndNoRate()
    {
        var state = new State();
        state.Encode(1000, 5);
        float[] row = state.Encode(1000, 8);
        Assert.True(float.IsNaN(row[Rate]) && float.IsNaN(row[HourlyRate]), "nothing is divided by no time");
        Assert.Equal(3, row[Change]);
        Assert.Equal([1f, 3600, 2], state.Encode(1002, 10)[..3]);
    }

    /// <summary>What comes late is the next of no row, and the next row is not its next.</summary>
    [Fact]
    public void Encode_ARowThatComesLate_IsPassedOver()
    {
        var state = new State();
        state.Encode(1000, 5);
        state.Encode(1010, 7);
        Assert.All(state.Encode(1005, 100, newest: 1010)[..3], value => Assert.True(float.IsNaN(value)));
        Assert.Equal([0.5f, 1800, 1], state.Encode(1012, 8, newest: 1010)[..3]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Encode_AfterAMissingValue_IsUnknown(float missing)
    {
        var state = new State();
        state.Encode(1000, 5);
        Assert.All(state.Encode(1001, missing)[..3], value => Assert.True(float.IsNaN(value)));
        Assert.All(state.Encode(1002, 7)[..3], value => Assert.True(float.IsNaN(value)));
        Assert.Equal([1f, 3600, 1], state.Encode(1003, 8)[..3]);

        // The rolling statistics are of the values that came.
        Assert.Equal(5, state.Last[Least]);
        Assert.Equal(7, state.Last[Largest]);
    }

    [Fact]
    public void Encode_BothEndsOfTheFloats_IsFinite()
    {
        var state = new State();
        state.Encode(1000, float.MinValue);
        float[] row = state.Encode(1000.5, float.MaxValue);
        Assert.Equal([float.MaxValue, float.MaxValue, float.MaxValue], row[..3]);
        Assert.All(state.Encode(1001, 0), value => Assert.True(float.IsFinite(value), $"{value}"));
    }

    /// <summary>5 at 0 s, 8 at 10 s, asked at 20 s with windows of 10 s: weights e⁻² and e⁻¹.</summary>
    [Fact]
    public void Encode_RollingMoments_WeighByAgeAndLeaveTheRowOut()
    {
        var state = new State();
        state.Encode(0, 5);
        float[] second = state.Encode(10, 8);
        Assert.Equal((5f, 0f), (second[Mean], second[Deviation]));
        float[] third = state.Encode(20, 1000);
        double share = Math.Exp(-1) / (Math.Exp(-2) + Math.Exp(-1));
        Assert.Equal(5 + (3 * share), third[Mean], 1e-5);
        Assert.Equal(3 * Math.Sqrt(share * (1 - share)), third[Deviation], 1e-5);
    }

    /// <summary>Windows of 8 s are parts of 1 s: what came at 0 s counts up to 7.9 s, and not at 8 s.</summary>
    [Fact]
    public void Encode_RollingExtremes_AreOfTheWindowAndLeaveTheRowOut()
    {
        var state = new State();
        state.Encode(0.5, 5);
        Assert.Equal([5f, 5], state.Encode(1, 9)[Least..]);
        Assert.Equal([5f, 9], state.Encode(7.9, 7)[Least..]);
        Assert.Equal([7f, 9], state.Encode(8, 6)[Least..]);
        Assert.Equal([6f, 7], state.Encode(9, float.NaN)[Least..]);
        Assert.All(state.Encode(20, 3)[Least..], value => Assert.True(float.IsNaN(value)));
        Assert.Equal([3f, 3], state.Encode(20, 4)[Least..]);
    }

    [Fact]
    public void Encode_TimesBeforeTheEpoch_AreTimesToo()
    {
        var state = new State();
        state.Encode(-10.5, 5);
        Assert.Equal([5f, 5], state.Encode(-3.5, 9)[Least..]);
        Assert.Equal([9f, 9], state.Encode(-2.5, 1)[Least..]);
        Assert.Equal([1f, 9], state.Encode(0.5, 1)[Least..]);

        // The part of −0.5 s ends at 0 s: seven more, and it is forgotten.
        var other = new State();
        other.Encode(-0.5, 5);
        Assert.Equal([5f, 5], other.Encode(6.9, 9)[Least..]);
        Assert.Equal([9f, 9], other.Encode(7.1, 9)[Least..]);
    }

    [Fact]
    public void Encode_Allocates_Nothing()
    {
        HistoryFeatures history = HistoryFeatures.Of(Encoder, new Schema(FeatureEncoder.ChannelsOf(Definition)!))!;
        float[] state = new float[history.Floats], encoded = new float[Encoder.Count], flow = [1];
        Feed(0, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(100, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Feed(int start, int end)
        {
            for (int i = start; i < end; i++)
            {
                flow[0] = i * i % 17;
                history.Encode(flow, i * EventTime.TicksPerSecond, (i - 1) * EventTime.TicksPerSecond, state, encoded);
            }
        }
    }

    private sealed class State
    {
        private readonly HistoryFeatures _history = HistoryFeatures.Of(Encoder, new Schema(FeatureEncoder.ChannelsOf(Definition)!))!;
        private readonly float[] _state;
        private long _previous = long.MinValue;

        public State() => _state = new float[_history.Floats];

        public float[] Last { get; private set; } = [];

        /// <param name="newest">The newest time so far, where the row before was a late one.</param>
        public float[] Encode(double second, float flow, double? newest = null)
        {
            Last = new float[Encoder.Count];
            long time = EventTime.FromSeconds(second);
            _history.Encode([flow], time, newest is double known ? EventTime.FromSeconds(known) : _previous, _state, Last);
            _previous = time;
            return Last;
        }
    }

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= 1e-6f * Math.Abs(y);

        public int GetHashCode(float obj) => 0;
    }
}
