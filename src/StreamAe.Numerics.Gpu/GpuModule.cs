using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu;

/// <summary>Offers this machine's devices to the executable.</summary>
public sealed class GpuModule : IComputeModule
{
    public string Part => "Gpu";

    public string Compute => "gpu";

    public IReadOnlyList<ComputeDevice> ListDevices() => DeviceCatalog.List();

    public IScorer CreateScorer(ComputeSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var link = new DeviceLink(() => DeviceCatalog.Open(setup.Device), setup.Time, setup.Report);
        return new GpuScorer(link, setup.MeasuresFirst ? new Crossover(link, setup.Time, setup.Inform) : null);
    }

    /// <summary>It opens the device once more: an epoch takes the device longer than a row may wait, and the driver lets both have their turns.</summary>
    public IBatchTrainer? CreateBatchTrainer(ComputeSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new GpuBatchTrainer(new DeviceLink(() => DeviceCatalog.Open(setup.Device), setup.Time, setup.Report, DeviceUse.Training), setup.Report);
    }
}
