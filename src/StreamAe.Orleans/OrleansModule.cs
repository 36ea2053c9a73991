using StreamAe.Monitoring.Modules;
using StreamAe.Orleans.Silos;

namespace StreamAe.Orleans;

/// <summary>Brings <c>runtime: orleans</c>.</summary>
public sealed class OrleansModule : IRuntimeModule
{
    public string Part => "Orleans";

    public string Runtime => "orleans";

    public IRuntimeHost Create(RuntimeSetup setup) => new SiloRuntimeHost(setup);
}
