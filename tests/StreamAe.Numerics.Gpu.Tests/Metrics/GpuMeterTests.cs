using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Tests;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Scoring;
using Names = StreamAe.Monitoring.Telemetry.Metrics;

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
        Assert.Equal(2 * _slots.Length, read[Names.GpuRows.Name]);
        Assert.Equal(2, read[Names.GpuBatches.Name]);
        Assert.Equal(2, read[Names.GpuLaunches.Name]);
        Assert.Equal(Models, read[Names.GpuModelCopies.Name]);
        Assert.Equal(Models * _arena.SlotBytes, read[Names.GpuModelCopied.Name]);
        Assert.InRange(read[Names.GpuModelResident.Name], Models * _arena.SlotBytes, 4096 * _arena.SlotBytes);
        Assert.Equal(0, read[Names.GpuFailures.Name]);

        // ILGPU's processor tells no limits.
        Assert.DoesNotContain(Names.GpuOccupancy.Name, read.Keys);
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
        Assert.Equal((_slots.Length, 1, 1, Models), (lost[Names.GpuRows.Name], lost[Names.GpuLaunches.Name], lost[Names.GpuFailures.Name], lost[Names.GpuModelCopies.Name]));
        Assert.Equal(0, lost[Names.GpuModelResident.Name]);
        time.Advance(DeviceLink.RetryAfter);
        Score(scorer);
        Dictionary<string, double> back = Read(link);
        Assert.Equal((2 * _slots.Length, 2, 2, 2 * Models), (back[Names.GpuRows.Name], back[Names.GpuBatches.Name], back[Names.GpuLaunches.Name], back[Names.GpuModelCopies.Name]));
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
        double before = Read(link)[Names.GpuQueueTime.Name];
        var waiting = new Thread(() => Score(scorer));
        lock (link.Opened!.Device.Gate)
        {
            waiting.Start();
            Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(60)));
        }

        waiting.Join();
        Assert.True(Read(link)[Names.GpuQueueTime.Name] > before);
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
