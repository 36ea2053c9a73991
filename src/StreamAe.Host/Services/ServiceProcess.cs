using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Health;
using StreamAe.Host.Modules;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Telemetry;

namespace StreamAe.Host.Services;

/// <summary>What stays while the services of a process come and go with its reloads.</summary>
/// <param name="Compute">What scores, chosen once.</param>
/// <param name="Health">What the process answers for.</param>
/// <param name="Desk">Where the API finds the service of the moment.</param>
/// <param name="Reload">Asks for the next one.</param>
/// <param name="File">Where the next one's configuration stands; null where nothing can be read again.</param>
/// <param name="Meter">What all of them are measured with; null where nobody asks.</param>
internal sealed record ServiceProcess(
    ComputeChoice Compute,
    PartCatalog Parts,
    ServiceHealth Health,
    ServiceDesk Desk,
    ReloadRequest Reload,
    ConfigurationFile? File,
    ServiceMeter? Meter,
    TimeProvider Time,
    ILoggerFactory Loggers);
