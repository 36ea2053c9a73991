namespace StreamAe.Host.Api.Running;

/// <summary>Where endpoints find the service: they answer from the process's start on, it comes later, and another after each reload. Thread-safe.</summary>
/// <param name="reload">Null where an edited monitor file takes effect at the next start of the process.</param>
internal sealed class ServiceDesk(MonitorReload? reload = null)
{
    private volatile OperatedService? _service;

    public MonitorReload? Reload => reload;

    /// <exception cref="ApiProblem">It has not started yet, or it has ended.</exception>
    public OperatedService Service => _service ?? throw ApiProblem.Starting();

    /// <summary>The one of this moment; null while there is none.</summary>
    public OperatedService? Current => _service;

    public void Open(OperatedService service) => _service = service;

    public void Close() => _service = null;
}
