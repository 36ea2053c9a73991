using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class PumpStreamTests
{
    private const int Pumps = 60;
    private const int Days = 42;

    private static readonly Lazy<PumpStream> Stream = new(() => new PumpStream(Streams.Seed, Pumps));

    /// <summary>Six weeks of 60 pumps, read once for all tests.</summary>
    private static readonly Lazy<List<(SimulatedEvent Event, float[] Values)>> Rows = new(() => Streams.Take(Stream.Value, Pumps * 288L * (Days - 1)));

    private static readonly Lazy<ILookup<int, (SimulatedEvent Event, float[] Values)>> ByPump = new(() => Rows.Value.ToLookup(row => row.Event.Entity));

    [Fact]
    public void Labels_AfterTheQuietStart_AreAboutOnePercent()
    {
        var later = Rows.Value.Where(row => row.Event.Hours() > 7 * 24).ToList();
        Assert.InRange(later.Count(row => row.Event.Label == 1) / (double)later.Count, 0.007, 0.013);
    }

    [Fact]
    public void Kinds_AllFive_Occur()
    {
        Assert.Equal(
            [AnomalyKind.None, AnomalyKind.Spike, AnomalyKind.StuckAt, AnomalyKind.CorrelationBreak, AnomalyKind.SlowLeak, AnomalyKind.Silence],
            Rows.Value.Select(row => row.Event.Kind).Distinct().Order());
    }

    [Fact]
    public void Missing_SingleValues_AreHalfAPercent()
    {
        double missing = Rows.Value.Sum(row => row.Values.Count(float.IsNaN)) / (8.0 * Rows.Value.Count);
        Assert.InRange(missing, 0.0045, 0.0055);
        Assert.All(Rows.Value, row => Assert.True(row.Values.Count(float.IsNaN) <= 1, "A row misses one value at most."));
    }

    [Fact]
    public void Values_OfHealthyPumps_ArePhysical()
    {
        Assert.All(Rows.Value, row => Assert.DoesNotContain(row.Values, value => float.IsInfinity(value) || value < 0));
        Assert.All(Rows.Value.Where(row => row.Event.Label == 0), row => Assert.False(row.Values[PumpSignal.Level] > 100, "A tank holds 100 %."));
    }

    [Fact]
    public void Clean_ReadOfOrdinaryRows_ChangesNothing()
    {
        float[] clean = new float[8];
        for (int position = 0; position < Rows.Value.Count; position += 97)
        {
            if (Rows.Value[position].Event.Label == 0)
            {
                Assert.Equal(Rows.Value[position].Event, Stream.Value.ReadClean(position, clean));
                Assert.Equal(Rows.Value[position].Values, clean);
            }
        }
    }

    [Fact]
    public void Spike_LeavesTheHealthyValueByFarMoreThanNoise()
    {
        var largest = Deviations(AnomalyKind.Spike).Select(row => row.Relative.Max(Math.Abs)).ToList();
        Assert.NotEmpty(largest);
        Assert.All(largest, deviation => Assert.InRange(deviation, 0.15, 4.5));
    }

    [Fact]
    public void StuckAt_RepeatsOneValueWhileTheHealthyOneMoves()
    {
        var incidents = Incidents(AnomalyKind.StuckAt);
        Assert.NotEmpty(incidents);
        foreach (var rows in incidents)
        {
            int channel = Enumerable.Range(0, 8).Single(c => rows.Any(row => Differs(row.Values[c], row.Clean[c])));
            Assert.Single(rows.Select(row => row.Values[channel]).Where(value => !float.IsNaN(value)).Distinct());
            Assert.True(rows.Select(row => row.Clean[channel]).Distinct().Count() > rows.Count / 4, "The healthy channel moves.");
        }
    }

    [Fact]
    public void CorrelationBreak_MovesOneChannelAgainstTheOthersWithinItsRange()
    {
        var incidents = Incidents(AnomalyKind.CorrelationBreak);
        Assert.NotEmpty(incidents);
        foreach (var rows in incidents)
        {
            int channel = Enumerable.Range(0, 8).Single(c => rows.Any(row => Differs(row.Values[c], row.Clean[c])));
            double mean = rows.Where(row => !float.IsNaN(row.Values[channel])).Average(row => Math.Abs((row.Values[channel] / row.Clean[channel]) - 1));
            Assert.True(mean > 0.04, $"The relation is off by {mean:p1} only.");

            // Plausible by itself: hardly outside what the pump shows in six weeks.
            int pump = rows[0].Event.Entity;
            var usual = ByPump.Value[pump].Where(row => row.Event.Label == 0 && !float.IsNaN(row.Values[channel]))
                .Select(row => row.Values[channel]).Order().ToList();
            Assert.All(rows.Where(row => !float.IsNaN(row.Values[channel])), row => Assert.InRange(row.Values[channel], usual[0] * 0.85f, usual[^1] * 1.15f));
        }
    }

    [Fact]
    public void SlowLeak_StartsSubtleAndGrows()
    {
        var incidents = Incidents(AnomalyKind.SlowLeak).Where(rows => rows.Count > 140).ToList();
        Assert.NotEmpty(incidents);
        foreach (var rows in incidents)
        {
            double[] loss = [.. rows.Where(row => !float.IsNaN(row.Values[PumpSignal.Pressure]))
                .Select(row => 1.0 - (row.Values[PumpSignal.Pressure] / row.Clean[PumpSignal.Pressure]))];
            Assert.True(loss[..20].Average() < 0.03, $"Begins with {loss[..20].Average():p1}.");
            Assert.True(loss[^20..].Average() > 0.12, $"Ends with {loss[^20..].Average():p1}.");
            Assert.True(rows[^1].Values[PumpSignal.Flow] > 1.05 * rows[^1].Clean[PumpSignal.Flow] || float.IsNaN(rows[^1].Values[PumpSignal.Flow]));
        }
    }

    [Fact]
    public void Silence_LastsHours_GapsStayFarShorter()
    {
        var last = new Dictionary<int, double>();
        int silences = 0;
        int gaps = 0;
        foreach ((SimulatedEvent read, _) in Rows.Value)
        {
            double hours = read.Hours();
            if (last.TryGetValue(read.Entity, out double before))
            {
                double pause = hours - before;
                if (read.Kind == AnomalyKind.Silence)
                {
                    silences++;
                    Assert.InRange(pause, 1.0, 4.25);
                }
                else
                {
                    gaps += pause > 0.09 ? 1 : 0;
                    Assert.InRange(pause, 0.08, 0.34);
                }
            }

            last[read.Entity] = hours;
        }

        Assert.True(silences > 10, $"{silences} silences in six weeks of 60 pumps.");
        Assert.InRange(gaps / (double)(Pumps * Days), 0.1, 0.2);
    }

    [Fact]
    public void Day_AndNight_ExplainMostOfTheFlow()
    {
        // Share of a pump's variance that its mean day explains.
        for (int pump = 0; pump < Pumps; pump += 7)
        {
            var rows = Healthy(pump, PumpSignal.Flow, weekend: false);
            double mean = rows.Average(row => row.Value);
            double total = rows.Sum(row => (row.Value - mean) * (row.Value - mean));
            double between = rows.GroupBy(row => (int)(row.Hours % 24)).Sum(hour => hour.Count() * Math.Pow(hour.Average(row => row.Value) - mean, 2));
            Assert.InRange(between / total, 0.4, 0.99);
        }
    }

    [Fact]
    public void Weekend_DaysAreFlatter()
    {
        double weekdays = Enumerable.Range(0, Pumps).Average(pump => DailyRange(pump, weekend: false));
        double weekends = Enumerable.Range(0, Pumps).Average(pump => DailyRange(pump, weekend: true));
        Assert.True(weekends < 0.85 * weekdays, $"Mean daily range {weekdays:f3} on working days, {weekends:f3} at weekends.");
    }

    [Fact]
    public void Channels_FollowTheSpeedByTheAffinityLaws()
    {
        for (int pump = 0; pump < Pumps; pump += 7)
        {
            Assert.InRange(Correlation(pump, PumpSignal.Speed, PumpSignal.Flow, v => v), 0.95, 1);
            Assert.InRange(Correlation(pump, PumpSignal.Speed, PumpSignal.Pressure, v => v * v), 0.95, 1);
            Assert.InRange(Correlation(pump, PumpSignal.Speed, PumpSignal.Power, v => v * v * v), 0.95, 1);
            Assert.InRange(Correlation(pump, PumpSignal.Power, PumpSignal.Current, v => v), 0.98, 1);
            Assert.InRange(Correlation(pump, PumpSignal.Speed, PumpSignal.Vibration, v => v * v), 0.3, 0.99);
        }
    }

    [Fact]
    public void Temperature_FollowsThePowerLater()
    {
        for (int pump = 0; pump < Pumps; pump += 7)
        {
            double now = Correlation(pump, PumpSignal.Power, PumpSignal.Temperature, v => v);
            double later = Correlation(pump, PumpSignal.Power, PumpSignal.Temperature, v => v, lagHours: 1);
            Assert.True(later > now, $"Pump {pump}: correlation {now:f3} at once, {later:f3} an hour later.");
            Assert.True(later > 0.5, $"Pump {pump}: correlation {later:f3}.");
        }
    }

    [Fact]
    public void Level_FallsWhileMoreThanTheMeanIsPumped()
    {
        for (int pump = 0; pump < Pumps; pump += 7)
        {
            var flow = Healthy(pump, PumpSignal.Flow).ToDictionary(row => row.Hours, row => row.Value);
            var level = Healthy(pump, PumpSignal.Level).ToDictionary(row => row.Hours, row => row.Value);
            var pairs = flow.Keys.Where(hours => level.ContainsKey(hours) && level.ContainsKey(hours + 1))
                .Select(hours => (flow[hours], level[hours + 1] - level[hours])).ToList();
            Assert.InRange(Pearson(pairs), -1, -0.7);
        }
    }

    [Fact]
    public void Wear_RaisesTheVibrationOfSomePumpsOnly()
    {
        int wearing = 0;
        int steady = 0;
        for (int pump = 0; pump < Pumps; pump++)
        {
            var rows = Healthy(pump, PumpSignal.Vibration);
            double growth = rows.Where(row => row.Hours > 24 * (Days - 8)).Average(row => row.Value) / rows.Where(row => row.Hours < 24 * 7).Average(row => row.Value);
            if (Stream.Value.Profile(pump).Wears)
            {
                wearing++;
                Assert.InRange(growth, 1.02, 1.8);
            }
            else
            {
                steady++;
                Assert.InRange(growth, 0.93, 1.07);
            }
        }

        Assert.InRange(wearing, 8, 30);
        Assert.True(steady > wearing, "Most pumps do not wear.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Interval_Other_KeepsSharesAndDurations(int minutes)
    {
        var interval = TimeSpan.FromMinutes(minutes);
        int perDay = 1440 / minutes;
        var rows = Streams.Take(new PumpStream(9, 30, interval), 30L * perDay * 20);
        var later = rows.Where(row => row.Event.Hours() > 7 * 24).ToList();
        Assert.InRange(later.Count(row => row.Event.Label == 1) / (double)later.Count, 0.004, 0.02);
    }

    private static bool Differs(float value, float clean) => !float.IsNaN(value) && value != clean;

    private static List<(SimulatedEvent Event, float[] Values, float[] Clean)> Labelled(AnomalyKind kind)
    {
        var found = new List<(SimulatedEvent, float[], float[])>();
        for (int position = 0; position < Rows.Value.Count; position++)
        {
            if (Rows.Value[position].Event.Kind == kind)
            {
                float[] clean = new float[8];
                Stream.Value.ReadClean(position, clean);
                found.Add((Rows.Value[position].Event, Rows.Value[position].Values, clean));
            }
        }

        return found;
    }

    private static IEnumerable<(SimulatedEvent Event, double[] Relative)> Deviations(AnomalyKind kind) => Labelled(kind)
        .Where(row => !row.Values.Any(float.IsNaN))
        .Select(row => (row.Event, row.Values.Zip(row.Clean, (value, clean) => (double)(value / clean) - 1).ToArray()));

    /// <summary>The rows of each incident: runs of one pump without a pause of more than a day.</summary>
    private static List<List<(SimulatedEvent Event, float[] Values, float[] Clean)>> Incidents(AnomalyKind kind)
    {
        var incidents = new List<List<(SimulatedEvent, float[], float[])>>();
        foreach (var pump in Labelled(kind).GroupBy(row => row.Event.Entity))
        {
            List<(SimulatedEvent, float[], float[])>? current = null;
            long expected = -1;
            foreach (var row in pump)
            {
                if (row.Event.Sequence != expected)
                {
                    incidents.Add(current = []);
                }

                current!.Add(row);
                expected = row.Event.Sequence + 1;
            }
        }

        return incidents;
    }

    private static List<(double Hours, double Value)> Healthy(int pump, int channel, bool? weekend = null) => [.. ByPump.Value[pump]
        .Where(row => row.Event.Label == 0 && !float.IsNaN(row.Values[channel]))
        .Select(row => (Hours: Math.Floor(row.Event.Hours() * 12) / 12, Value: (double)row.Values[channel]))
        .Where(row => weekend is null || (row.Hours % 168 >= 120) == weekend)];

    /// <summary>Highest less lowest hourly mean of the flow in the mean day, against the mean.</summary>
    private static double DailyRange(int pump, bool weekend)
    {
        var rows = Healthy(pump, PumpSignal.Flow, weekend);
        var hourly = rows.GroupBy(row => (int)(row.Hours % 24)).Select(hour => hour.Average(row => row.Value)).ToList();
        return (hourly.Max() - hourly.Min()) / hourly.Average();
    }

    private static double Correlation(int pump, int from, int to, Func<double, double> law, double lagHours = 0)
    {
        var first = Healthy(pump, from);
        var second = Healthy(pump, to).ToDictionary(row => Math.Round(row.Hours * 12), row => row.Value);
        return Pearson([.. first
            .Where(row => second.ContainsKey(Math.Round((row.Hours + lagHours) * 12)))
            .Select(row => (law(row.Value), second[Math.Round((row.Hours + lagHours) * 12)]))]);
    }

    private static double Pearson(List<(double X, double Y)> pairs)
    {
        Assert.True(pairs.Count > 100, $"{pairs.Count} pairs.");
        double x = pairs.Average(pair => pair.X);
        double y = pairs.Average(pair => pair.Y);
        return pairs.Sum(pair => (pair.X - x) * (pair.Y - y))
            / Math.Sqrt(pairs.Sum(pair => (pair.X - x) * (pair.X - x)) * pairs.Sum(pair => (pair.Y - y) * (pair.Y - y)));
    }
}
