namespace StreamAe.Monitoring.Modules;

/// <summary>What the executable gives to a part that brings a compute backend.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Report">Told in words what an operator should know: a device that fails, or works again.</param>
public sealed record ComputeSetup(TimeProvider Time, Action<string> Report)
{
    /// <summary>The <see cref="ComputeDevice.Number"/>. Default 0, the first.</summary>
    public int Device { get; init; }

    /// <summary>Told in words what was found and needs nobody: from which batch size on a device is faster. Default nobody.</summary>
    public Action<string> Inform { get; init; } = _ => { };

    /// <summary>Batches go to the device only where a measurement found it faster; else all do. Default false.</summary>
    public bool MeasuresFirst { get; init; }
}
