using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Numerics.Gpu.Scoring;
using Names = StreamAe.Monitoring.Telemetry.Metrics;

namespace StreamAe.Numerics.Gpu.Metrics;

/// <summary>
/// What a process' device does, as metrics that are read where somebody listens and cost nothing else. Counters go on where a device is
/// opened again.
/// </summary>
internal sealed class GpuMeter : IDisposable
{
    private readonly Meter _meter;

    /// <param name="link">Also the meter's scope, which tells apart those of several scorers.</param>
    public GpuMeter(DeviceLink link)
    {
        _meter = new Meter(new MeterOptions(Names.GpuScope) { Scope = link });
        _meter.Observe(Names.GpuRows, () => One(link.Counts.Rows));
        _meter.Observe(Names.GpuBatches, () => One(link.Counts.Batches));
        _meter.Observe(Names.GpuLaunches, () => One(link.Counts.Launches));
        _meter.Observe(Names.GpuModelCopies, () => One(link.Counts.ModelCopies));
        _meter.Observe(Names.GpuModelCopied, () => One(link.Counts.ModelBytes));
        _meter.Observe(Names.GpuModelResident, () => One(link.Opened?.ResidentBytes ?? 0));
        _meter.Observe(Names.GpuQueueTime, () => One(link.Counts.Queued.TotalSeconds));
        _meter.Observe(Names.GpuFailures, () => One((long)link.Failures));
        _meter.Observe(Names.GpuOccupancy, () => OccupancyOf(link));
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<double>[] One(double value) => [new Measurement<double>(value)];

    /// <summary>Nothing where no device is open, or where it does not tell its limits.</summary>
    private static IEnumerable<Measurement<double>> OccupancyOf(DeviceLink link) =>
        link.Opened?.Device.LastOccupancy is double occupancy and > 0 ? [new Measurement<double>(occupancy)] : [];
}
