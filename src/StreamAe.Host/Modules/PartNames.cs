namespace StreamAe.Host.Modules;

/// <summary>The parts a configuration can ask for, and the words it does so with.</summary>
internal static class PartNames
{
    public const string Orleans = "Orleans";
    public const string OrleansRuntime = "orleans";
    public const string Gpu = "Gpu";
    public const string GpuCompute = "gpu";
}
