namespace StreamAe.Host.Api.Running;

/// <summary>Where endpoints find the service: they answer from the process's start on, it comes later. Thread-safe.</summary>
internal sealed class ServiceDesk
{
    private volatile OperatedService? _service;

    /// <exception cref="ApiProblem">It has not started yet, or it has ended.</exception>
    public OperatedService Service => _service ?? throw ApiProblem.Starting();

    public void Open(OperatedService service) => _service = service;

    public void Close() => _service = null;
}
