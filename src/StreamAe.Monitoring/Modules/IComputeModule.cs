using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Modules;

/// <summary>A part that brings a compute backend.</summary>
public interface IComputeModule : IHostModule
{
    /// <summary>The word of the configuration that chooses it: <c>gpu</c>.</summary>
    string Compute { get; }

    /// <summary>The devices of this machine, and what keeps others from being used.</summary>
    IReadOnlyList<ComputeDevice> ListDevices();

    /// <summary>Why the backend cannot work on this machine (no device, no driver), or null where it can.</summary>
    string? FindObstacle()
    {
        IReadOnlyList<ComputeDevice> devices = ListDevices();
        return devices.Any(d => d.Obstacle is null)
            ? null
            : devices.Count == 0 ? "no device was found" : string.Join("; ", devices.Select(d => $"{d.Kind}: {d.Obstacle}"));
    }

    /// <summary>A scorer; one is made for all monitors of a process. Only where there is no obstacle.</summary>
    IScorer CreateScorer(ComputeSetup setup);

    /// <summary>Trains many models in one call, one for all monitors of a process; null where the backend has none. Only where there is no obstacle.</summary>
    IBatchTrainer? CreateBatchTrainer(ComputeSetup setup) => null;
}
