using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class SimulatedStreamTests(ITestOutputHelper output)
{
    /// <summary>Two weeks of the pumps, half a year of the cards.</summary>
    private const int Span = 25 * 288 * 14;

    public static TheoryData<string> Kinds => ["pumps", "cards"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_AnyOrder_EqualsTheCursor(string kind)
    {
        var expected = Streams.Take(Streams.Create(kind), Span);
        SimulatedStream stream = Streams.Create(kind);
        float[] values = new float[stream.Schema.Count];
        Prop.ForAll(
            Gen.Choose(0, Span - 1).ToArbitrary(),
            position =>
            {
                SimulatedEvent read = stream.Read(position, values);
                return read == expected[position].Event && values.AsSpan().SequenceEqual(expected[position].Values);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cursor_StartedAnywhere_ContinuesAsIfItHadReadFromTheStart(string kind)
    {
        var expected = Streams.Take(Streams.Create(kind), Span);
        Prop.ForAll(
            Gen.Choose(0, Span - 1).ToArbitrary(),
            Gen.Choose(1, 20_000).ToArbitrary(),
            (from, count) =>
            {
                int length = Math.Min(count, Span - from);
                var taken = Streams.Take(Streams.Create(kind), length, from);
                return taken.Zip(expected.Skip(from)).All(pair =>
                    pair.First.Event == pair.Second.Event && pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CountOf_AnyPosition_EqualsCountingThemAll(string kind)
    {
        SimulatedStream stream = Streams.Create(kind);
        var events = Streams.Take(stream, Span);
        Prop.ForAll(
            Gen.Choose(0, stream.Entities - 1).ToArbitrary(),
            Gen.Choose(0, Span - 1).ToArbitrary(),
            (entity, position) => stream.CountOf(entity, position) == events.Take(position).Count(e => e.Event.Entity == entity))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CountOf_OverAllEntities_SumsToThePosition(string kind)
    {
        SimulatedStream stream = Streams.Create(kind);
        foreach (long position in (long[])[0, 1, 24, 25, 26, 7_199, 7_200, 90_001, 5_000_000])
        {
            Assert.Equal(position, Enumerable.Range(0, stream.Entities).Sum(entity => stream.CountOf(entity, position)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sequence_PerEntity_RisesByOneAndTimesNeverFall(string kind)
    {
        SimulatedStream stream = Streams.Create(kind);
        long[] next = new long[stream.Entities];
        long before = 0;
        foreach ((SimulatedEvent read, _) in Streams.Take(stream, Span))
        {
            Assert.Equal(next[read.Entity]++, read.Sequence);
            Assert.True(read.EventTime >= before, $"Time fell from {before} to {read.EventTime}.");
            before = read.EventTime;
        }

        Assert.All(next, sent => Assert.True(sent > 0, "Every entity sends."));
    }

    [Theory]
    [InlineData("pumps", 3L * 365 * 288 * 25)]
    [InlineData("cards", 5_000_000)]
    public void Read_FarAway_KnowsWhatEachEntitySentBefore(string kind, long far)
    {
        SimulatedStream stream = Streams.Create(kind);
        float[] values = new float[stream.Schema.Count];
        SimulatedEvent read = stream.Read(far, values);
        Assert.Equal(read.Sequence, stream.CountOf(read.Entity, far));
        Assert.Equal(read.Sequence + 1, stream.CountOf(read.Entity, far + 1));
    }

    [Fact]
    public void Read_OtherSeed_GivesOtherValues()
    {
        var one = Streams.Take(new PumpStream(1, 5), 100);
        var two = Streams.Take(new PumpStream(2, 5), 100);
        Assert.All(one.Zip(two), pair => Assert.NotEqual(pair.First.Values, pair.Second.Values));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Label_IsOneExactlyForAnomalies_AndNoneInTheQuietStart(string kind)
    {
        var events = Streams.Take(Streams.Create(kind), Span);
        Assert.All(events, e => Assert.Equal(e.Event.Kind == AnomalyKind.None ? 0 : 1, e.Event.Label));
        Assert.Contains(events, e => e.Event.Label == 1);
        Assert.DoesNotContain(events, e => e.Event.Label == 1 && e.Event.Hours() < 48);
    }

    [Fact]
    public void Quiet_ForEver_MeansNoAnomalies()
    {
        Assert.DoesNotContain(Streams.Take(new PumpStream(3, 20, quiet: TimeSpan.MaxValue), 20 * 288 * 20), e => e.Event.Label == 1);
        Assert.DoesNotContain(Streams.Take(new CardStream(3, 100, quiet: TimeSpan.MaxValue), 50_000), e => e.Event.Label == 1);
    }

    [Fact]
    public void Quiet_Longer_RemovesTheEarlyAnomaliesAndKeepsTheLateOnes()
    {
        var usual = Streams.Take(new CardStream(3, 100), 60_000);
        var quiet = Streams.Take(new CardStream(3, 100, TimeSpan.FromDays(60)), 60_000);
        Assert.Contains(usual, e => e.Event.Label == 1 && e.Event.Hours() < 60 * 24);
        Assert.DoesNotContain(quiet, e => e.Event.Label == 1 && e.Event.Hours() < 60 * 24);
        Assert.Contains(quiet, e => e.Event.Label == 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cursor_SecondPass_AllocatesNothing(string kind)
    {
        SimulatedStream stream = Streams.Create(kind);
        var cursor = new SimulatedCursor(stream);
        float[] values = new float[stream.Schema.Count];
        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            cursor.Position = 0;
            for (int i = 0; i < Span; i++)
            {
                cursor.Read(values);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The runtime may allocate on this thread once in a while; the cursor would do so in every pass.
        Pass();
        Assert.Equal(0, Math.Min(Pass(), Math.Min(Pass(), Pass())));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cursor_Speed_IsPrinted(string kind)
    {
        // Speed depends on the machine and the build, so it is shown; that something was read is asserted.
        SimulatedStream stream = Streams.Create(kind);
        var cursor = new SimulatedCursor(stream);
        float[] values = new float[stream.Schema.Count];
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < Span; i++)
        {
            cursor.Read(values);
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        output.WriteLine($"{kind}: {Span / seconds:n0} events/s");
        Assert.Equal(Span, cursor.Position);
    }

    [Fact]
    public async Task Read_FromSeveralThreads_AgreesWithOne()
    {
        SimulatedStream stream = Streams.Create("cards");
        var expected = Streams.Take(Streams.Create("cards"), 40_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(reader => Task.Run(
            () =>
            {
                float[] values = new float[stream.Schema.Count];
                for (int i = reader; i < 40_000; i += 7)
                {
                    int position = reader % 2 == 0 ? i : 39_999 - i;
                    Assert.Equal(expected[position].Event, stream.Read(position, values));
                    Assert.Equal(expected[position].Values, values);
                }
            },
            TestContext.Current.CancellationToken)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EntityKey_AllEntities_AreDistinctAndOrdered(string kind)
    {
        SimulatedStream stream = Streams.Create(kind);
        string[] keys = [.. Enumerable.Range(0, stream.Entities).Select(stream.EntityKey)];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys, keys.Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.StartsWith(stream.EntityField + "-", key));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.EntityKey(stream.Entities));
    }

    [Fact]
    public void Construct_UnusableParameters_AreRefusedWithTheRule()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PumpStream(1, pumps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CardStream(1, cards: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PumpStream(1, quiet: TimeSpan.FromDays(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PumpStream(1, 1, TimeSpan.FromMinutes(11)));
        var uneven = Assert.Throws<ArgumentOutOfRangeException>(() => new PumpStream(1, 1, TimeSpan.FromSeconds(7)));
        Assert.Contains("divide a day evenly", uneven.Message);
        var crowded = Assert.Throws<ArgumentOutOfRangeException>(() => new PumpStream(1, 30_000, TimeSpan.FromSeconds(1)));
        Assert.Contains("longer interval", crowded.Message);
    }

    [Fact]
    public void Read_ImpossiblePosition_IsRefused()
    {
        var stream = new PumpStream(1, pumps: 2);
        float[] values = new float[8];
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Read(-1, values));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.CountOf(2, 0));
        var beyond = Assert.Throws<ArgumentOutOfRangeException>(() => stream.Read(long.MaxValue, values));
        Assert.Contains("a position lies below that", beyond.Message);
    }

    [Fact]
    public void EventTime_Start_IsAMondayMidnight()
    {
        Assert.Equal(DayOfWeek.Monday, SimulatedStream.Start.DayOfWeek);
        (SimulatedEvent first, _) = Streams.Take(new PumpStream(1, 3), 1)[0];
        Assert.True(EventTime.TryParse("2026-01-05T00:00:00Z", out long ticks));
        Assert.Equal(ticks, first.EventTime);
    }
}
