using System.Diagnostics.Metrics;
using StreamAe.Numerics.Gpu.Scoring;

namespace StreamAe.Numerics.Gpu.Metrics;

/// <summary>
/// What a process' device does, as metrics that are read where somebody listens and cost nothing else. Counters go on where a device is
/// opened again.
/// </summary>
internal sealed class GpuMeter : IDisposable
{
    public const string Name = "StreamAe.Gpu";
    public const string Rows = "streamae.gpu.rows";
    public const string Batches = "streamae.gpu.batches";
    public const string Launches = "streamae.gpu.launches";
    public const string ModelCopies = "streamae.gpu.model.copies";
    public const string ModelCopiedBytes = "streamae.gpu.model.copied";
    public const string ModelResidentBytes = "streamae.gpu.model.resident";
    public const string QueueTime = "streamae.gpu.queue.time";
    public const string Failures = "streamae.gpu.failures";
    public const string Occupancy = "streamae.gpu.occupancy";

    private readonly Meter _meter;

    /// <param name="link">Also the meter's scope, which tells apart those of several scorers.</param>
    public GpuMeter(DeviceLink link)
    {
        _meter = new Meter(new MeterOptions(Name) { Scope = link });
        _meter.CreateObservableCounter(Rows, () => link.Counts.Rows, "{row}", "Rows that the device scored.");
        _meter.CreateObservableCounter(Batches, () => link.Counts.Batches, "{batch}", "Calls in which it scored them.");
        _meter.CreateObservableCounter(Launches, () => link.Counts.Launches, "{launch}", "Kernels that were launched for them.");
        _meter.CreateObservableCounter(ModelCopies, () => link.Counts.ModelCopies, "{model}", "Models that were copied to the device: new, changed, or back again.");
        _meter.CreateObservableCounter(ModelCopiedBytes, () => link.Counts.ModelBytes, "By", "Bytes of those models.");
        _meter.CreateObservableGauge(ModelResidentBytes, () => link.Opened?.ResidentBytes ?? 0, "By", "Memory that the device holds for models.");
        _meter.CreateObservableCounter(QueueTime, () => link.Counts.Queued.TotalSeconds, "s", "Time that calls waited for other calls.");
        _meter.CreateObservableCounter(Failures, () => (long)link.Failures, "{failure}", "Times the device failed, or could not be opened.");
        _meter.CreateObservableGauge(
            Occupancy, () => OccupancyOf(link), "1", "Share of a multiprocessor's threads that the last launch can fill, registers left out of account.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Nothing where no device is open, or where it does not tell its limits.</summary>
    private static IEnumerable<Measurement<double>> OccupancyOf(DeviceLink link) =>
        link.Opened?.Device.LastOccupancy is double occupancy and > 0 ? [new Measurement<double>(occupancy)] : [];
}
