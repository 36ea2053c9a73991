using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Api;
using StreamAe.Host.Api.Console;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Http;
using StreamAe.Host.Telemetry;

namespace StreamAe.Host.Services;

/// <summary>The ports that a service answers: health for orchestrators, API and console for people; one where both name the same.</summary>
internal sealed class ServiceFront : IAsyncDisposable
{
    private readonly WebServer? _health;
    private readonly ApiServer? _api;

    private ServiceFront(WebServer? health, ApiServer? api)
    {
        _health = health;
        _api = api;
    }

    /// <param name="desk">Where the API finds the service once it runs.</param>
    /// <param name="telemetry">What the ports show at <c>/metrics</c>.</param>
    /// <param name="stopping">Ends streams of events. A process that is told to stop before its ports are open still ends in order, after it.</param>
    /// <exception cref="IOException">A port is taken, an address is not this machine's, or the process may not listen there.</exception>
    /// <exception cref="InvalidDataException">A certificate cannot be used.</exception>
    public static async Task<ServiceFront> StartAsync(
        ServiceConfiguration configuration,
        ServiceHealth health,
        ServiceDesk desk,
        TelemetryPipeline? telemetry,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken stopping)
    {
        ILogger logger = loggers.CreateLogger<ServiceRun>();
        bool isOne = configuration is { Api: ApiConfiguration api, Health: HealthConfiguration asked } && api.Port == asked.Port && api.Address.Equals(asked.Address);
        WebServer? alone = isOne || configuration.Health is not HealthConfiguration place ? null
            : await WebServer.StartAsync(place.Address, place.Port, MapHealth, CancellationToken.None).ConfigureAwait(false);
        try
        {
            ApiServer? server = configuration.Api is null ? null : await ApiServer.StartAsync(configuration.Api, Map, time, loggers, CancellationToken.None).ConfigureAwait(false);
            if (configuration.Health is HealthConfiguration answers)
            {
                logger.LogHealth(answers.Address, answers.Port);
            }

            return new ServiceFront(alone, server);
        }
        catch when (alone is not null)
        {
            await alone.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void MapHealth(IEndpointRouteBuilder routes)
        {
            HealthEndpoints.Map(routes, health);
            telemetry?.Map(routes);
        }

        void Map(IEndpointRouteBuilder routes)
        {
            ApiEndpoints.Map(routes, desk, time, logger, stopping);
            ConsoleFiles.OfThisBuild().Map(routes);
            telemetry?.Map(routes).RequireRole(Role.Viewer);
            if (isOne)
            {
                HealthEndpoints.Map(routes, health);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync().ConfigureAwait(false);
        }

        if (_health is not null)
        {
            await _health.DisposeAsync().ConfigureAwait(false);
        }
    }
}
