using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Alerts;
using StreamAe.Host.Api.Audits;
using StreamAe.Host.Api.Entities;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Monitors;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Sources;
using StreamAe.Host.Api.Thresholds;

namespace StreamAe.Host.Api;

/// <summary>Everything under <c>/api/v1</c>. Each room maps its own.</summary>
internal static class ApiEndpoints
{
    public const string Prefix = "/api/v1";

    /// <param name="stopping">Ends what would otherwise hold the server up.</param>
    public static void Map(IEndpointRouteBuilder routes, ServiceDesk desk, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        ApiDocument.Map(routes);
        RouteGroupBuilder api = routes.MapGroup(Prefix);
        api.AddEndpointFilter(new ProblemFilter(desk, logger));
        SystemEndpoints.Map(api, desk);
        MonitorEndpoints.Map(api, desk);
        EntityEndpoints.Map(api, desk);
        AlertEndpoints.Map(api, desk);
        IncidentEndpoints.Map(api, desk);
        ThresholdEndpoints.Map(api, desk);
        RequestEndpoints.Map(api, desk);
        SourceEndpoints.Map(api, desk);
        LetterEndpoints.Map(api, desk);
        AuditEndpoints.Map(api, desk);
        LiveEndpoints.Map(api, desk, time, stopping);
    }
}
