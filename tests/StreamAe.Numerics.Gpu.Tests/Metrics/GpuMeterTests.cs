using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Tests;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Metrics;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Gpu.Tests.Metrics;

public sealed class GpuMeterTests
{
    private const int Models = 3;

    private static readonly Architecture Small = new(5, [4], 2);

    private readonly ModelArena _arena = new(Small);
    private readonly int[] _slots = new int[2 * Models];

    public GpuMeterTests()
    {
        for (int m = 0; m < Models; m++)
        {
            _slots[2 * m] = _slots[(2 * m) + 1] = _arena.Allocate();
        }
    }

    [Fact]
    public void Counters_AfterBatches_TellWhatTheDeviceDid()
    {
        using var link = new DeviceLink(() => TestDevices.Open(), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, crossover: null);
        Assert.All(Read(link), m => Assert.Equal(0, m.Value));
        Score(scorer);
        Score(scorer);
        Dictionary<string, double> read = Read(link);
        Assert.Equal(2 * _slots.Length, read[GpuMeter.Rows]);
        Assert.Equal(2, read[GpuMeter.Batches]);
        Assert.Equal(2, read[GpuMeter.Launches]);
        Assert.Equal(Models, read[GpuMeter.ModelCopies]);
        Assert.Equal(Models * _arena.SlotBytes, read[GpuMeter.ModelCopiedBytes]);
        Assert.InRange(read[GpuMeter.ModelResidentBytes], Models * _arena.SlotBytes, 4096 * _arena.SlotBytes);
        Assert.Equal(0, read[GpuMeter.Failures]);

        // ILGPU's processor tells no limits.
        Assert.DoesNotContain(GpuMeter.Occupancy, read.Keys);
    }

    [Fact]
    public void Counters_OfADeviceThatFailsAndComesBack_GoOn()
    {
        var time = new ManualTimeProvider();
        using var link = new DeviceLink(() => TestDevices.Open(), time, _ => { });
        using var scorer = new GpuScorer(link, crossover: null);
        Score(scorer);
        link.Fail(link.Opened!, new InvalidOperationException("lost"));
        Score(scorer); // By the fallback.
        Dictionary<string, double> lost = Read(link);
        Assert.Equal((_slots.Length, 1, 1, Models), (lost[GpuMeter.Rows], lost[GpuMeter.Launches], lost[GpuMeter.Failures], lost[GpuMeter.ModelCopies]));
        Assert.Equal(0, lost[GpuMeter.ModelResidentBytes]);
        time.Advance(DeviceLink.RetryAfter);
        Score(scorer);
        Dictionary<string, double> back = Read(link);
        Assert.Equal((2 * _slots.Length, 2, 2, 2 * Models), (back[GpuMeter.Rows], back[GpuMeter.Batches], back[GpuMeter.Launches], back[GpuMeter.ModelCopies]));
        scorer.Dispose();
        Assert.Empty(Read(link));
        Assert.Equal(2, link.Counts.Batches);
    }

    [Fact]
    public void QueueTime_OfACallThatWaits_IsCounted()
    {
        using var link = new DeviceLink(() => TestDevices.Open(), TimeProvider.System, TestDevices.Fail);
        using var scorer = new GpuScorer(link, crossover: null);
        Score(scorer);
        double before = Read(link)[GpuMeter.QueueTime];
        var waiting = new Thread(() => Score(scorer));
        lock (link.Opened!.Device.Gate)
        {
            waiting.Start();
            Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(60)));
        }

        waiting.Join();
        Assert.True(Read(link)[GpuMeter.QueueTime] > before);
    }

    private void Score(GpuScorer scorer) => scorer.Score(
        _arena,
        new ScoreBatch(
            _slots,
            new float[_slots.Length * Small.RowStride],
            new float[_slots.Length * Small.RowStride],
            new float[_slots.Length],
            new float[_slots.Length]));

    /// <summary>What a listener is told of this scorer's device, and of no other's.</summary>
    private static Dictionary<string, double> Read(DeviceLink link)
    {
        var read = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "StreamAe.Gpu" && ReferenceEquals(instrument.Meter.Scope, link))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => read.Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => read.Add(instrument.Name, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
