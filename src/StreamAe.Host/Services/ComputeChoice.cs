using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Services;

/// <summary>The compute backend of a process.</summary>
/// <param name="Name">The word of the configuration: simd, scalar, gpu.</param>
internal sealed record ComputeChoice(string Name)
{
    private const string Simd = "simd";

    /// <summary>A device works on no more at a time. Larger calls would be several of its chunks, and the shards' buffers would grow with them.</summary>
    private const int MostDeviceBatchRows = 16_384;

    private static readonly int ProcessorBatchRows = new RuntimeOptions().ScoreBatchRows;

    private readonly IComputeModule? _module;
    private readonly bool _measuresFirst;

    private ComputeChoice(IComputeModule module, ComputeDevice device, bool measuresFirst)
        : this(module.Compute) => (_module, Device, _measuresFirst) = (module, device, measuresFirst);

    /// <summary>What may score in place of the processor; null where nothing may.</summary>
    public ComputeDevice? Device { get; }

    /// <summary>Why a faster one was passed over; null where none was.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Every batch goes to a device, so what it compiles is to be compiled before the first one comes; a measurement compiles beside the work.</summary>
    public bool WarmsUp => _module is not null && !_measuresFirst;

    /// <summary>For messages: the backend, and its device where it has one.</summary>
    public string Description => Device is null
        ? Name
        : $"{Name} on device {Device.Number} ({DeviceText.Of(Device)}){(_measuresFirst ? " where it measures faster than simd" : string.Empty)}";

    /// <param name="device">The number of the device, where one may score.</param>
    public static ComputeChoice Make(ComputeKind kind, int device, PartCatalog parts)
    {
        if (kind is ComputeKind.Scalar)
        {
            return new ComputeChoice("scalar");
        }

        if (kind is ComputeKind.Simd)
        {
            return new ComputeChoice(Simd);
        }

        if (!parts.TryFind(PartNames.Gpu, m => m.Compute == PartNames.GpuCompute, out IComputeModule? gpu, out string obstacle))
        {
            return new ComputeChoice(Simd) { Obstacle = $"a GPU needs the part {PartNames.Gpu}, which {obstacle}" };
        }

        if (gpu!.FindObstacle() is string reason)
        {
            return new ComputeChoice(Simd) { Obstacle = reason };
        }

        return gpu.ListDevices().FirstOrDefault(d => d.Obstacle is null && d.Number == device) is ComputeDevice found
            ? new ComputeChoice(gpu, found, measuresFirst: kind is ComputeKind.Auto)
            : new ComputeChoice(Simd) { Obstacle = $"there is no device {device}" };
    }

    /// <summary>
    /// Most rows of a call of the scorer: a shard's share of a poll where a device may score, which takes as long for few rows as for thousands;
    /// the processor's measure else. Results do not depend on it.
    /// </summary>
    /// <param name="pollRows">Most observations of a poll.</param>
    public int BatchRows(int pollRows) => Device is null ? ProcessorBatchRows : Math.Clamp(pollRows, ProcessorBatchRows, MostDeviceBatchRows);

    /// <summary>One for all monitors of a process; to be disposed of where it can be.</summary>
    /// <param name="report">Told what an operator should know: a device that fails, or works again.</param>
    /// <param name="inform">Told what was measured.</param>
    public IScorer Create(TimeProvider time, Action<string> report, Action<string> inform) => _module is not null
        ? _module.CreateScorer(new ComputeSetup(time, report) { Device = Device!.Number ?? 0, MeasuresFirst = _measuresFirst, Inform = inform })
        : Name == Simd ? new SimdScorer() : new ScalarScorer();

    /// <summary>
    /// Trains many models in one call, for all monitors of a process; to be disposed of where it can be. Null where the processor trains, one model
    /// after the other: also where a device may score if it measures faster, for no training was measured.
    /// </summary>
    /// <param name="report">As of <see cref="Create"/>.</param>
    public IBatchTrainer? CreateTrainer(TimeProvider time, Action<string> report) =>
        _measuresFirst ? null : _module?.CreateBatchTrainer(new ComputeSetup(time, report) { Device = Device!.Number ?? 0 });
}
