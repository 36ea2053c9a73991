using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Api.Monitors;

/// <summary><c>/monitors</c>: which there are, how they fare, what their files say.</summary>
internal static class MonitorEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/monitors", () => List(desk.Service))
            .RequireRole(Role.Viewer).WithTags("monitors").WithSummary("The monitors and how they fare");
        api.MapGet("/monitors/{monitor}", (string monitor, HttpContext context) => Get(desk.Service, monitor, context))
            .RequireRole(Role.Viewer).WithTags("monitors").WithSummary("One monitor, with its file");
        api.MapPost("/monitors/validate", (DefinitionForm form) => Validate(form, desk.Reload))
            .RequireRole(Role.Viewer).WithTags("monitors").WithSummary("What is wrong with a monitor file");
        api.MapPut("/monitors/{monitor}", (string monitor, DefinitionForm form, bool? dryRun, HttpContext context) =>
            Put(desk.Service, desk.Reload, monitor, form, dryRun ?? false, context))
            .RequireRole(Role.Admin).WithTags("monitors").WithSummary("Change a monitor's file; the service closes and opens again with it (in a cluster: takes effect when each process starts next)");
    }

    /// <summary>How the file is now, for whoever changes it.</summary>
    private static string TagOf(string text) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12))}\"";

    private static Ok<Page<MonitorView>> List(OperatedService service) => TypedResults.Ok(new Page<MonitorView>(
    [
        .. service.Board.Look().Select(m => m with { Entities = service.Operators.CountEntities(m.Name) }),
    ]));

    private static Ok<MonitorDetail> Get(OperatedService service, string name, HttpContext context)
    {
        OperatedMonitor monitor = service.Find(name);
        string definition = ReadFile(monitor);
        context.Response.Headers.ETag = TagOf(definition);
        MonitorView view = service.Board.Look()[monitor.Place] with { Entities = service.Operators.CountEntities(name) };
        return TypedResults.Ok(MonitorDetail.Of(view, monitor, definition));
    }

    private static Ok<DefinitionVerdict> Validate(DefinitionForm form, MonitorReload? reload) =>
        TypedResults.Ok(DefinitionVerdict.Of(Read(form, "monitor.yaml"), reload is not null));

    private static Ok<DefinitionVerdict> Put(
        OperatedService service, MonitorReload? reload, string name, DefinitionForm form, bool isDryRun, HttpContext context)
    {
        OperatedMonitor monitor = service.Find(name);
        string before = ReadFile(monitor);
        if (context.Request.Headers.IfMatch is { Count: > 0 } expected && !expected.Contains(TagOf(before)))
        {
            throw ApiProblem.Changed();
        }

        MonitorFileResult result = Read(form, monitor.File ?? $"{name}.yaml");
        DefinitionVerdict verdict = DefinitionVerdict.Of(result, reload is not null, monitor, service.Operators.CountEntities(name));
        if (result.Definition is MonitorDefinition definition && definition.Name != name)
        {
            throw ApiProblem.Invalid("definition", $"is of a monitor {definition.Name}, not of {name}: a name is how its entities are found again");
        }

        if (verdict.Valid && monitor.File is string place)
        {
            reload?.Verify(place, form.Definition);
        }

        if (isDryRun || !verdict.Valid)
        {
            return TypedResults.Ok(verdict);
        }

        string reason = Limits.Reason(form.Reason);
        if (monitor.File is not string file)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, $"Monitor {name} has no file of its own: it comes with the program.");
        }

        WriteFile(file, form.Definition);
        service.Audit.MonitorChanged(name, context.CallerName(), reason, before, form.Definition);
        context.Response.Headers.ETag = TagOf(form.Definition);
        if (verdict.Changes.Count > 0)
        {
            reload?.Ask();
        }

        return TypedResults.Ok(verdict);
    }

    private static MonitorFileResult Read(DefinitionForm form, string file)
    {
        if (Encoding.UTF8.GetByteCount(form.Definition) > MonitorFile.MaxBytes)
        {
            throw new ApiProblem(StatusCodes.Status413PayloadTooLarge, $"A monitor file has at most {MonitorFile.MaxBytes} bytes.");
        }

        using var text = new StringReader(form.Definition);
        return MonitorFile.Parse(text, Path.GetFileName(file));
    }

    /// <summary>As it stands on the disk; what the program has in it where there is no file.</summary>
    private static string ReadFile(OperatedMonitor monitor) =>
        monitor.File is string file && File.Exists(file) ? File.ReadAllText(file) : MonitorFile.ToYaml(monitor.Definition);

    /// <summary>All of it or nothing.</summary>
    private static void WriteFile(string file, string text)
    {
        string next = file + ".new";
        File.WriteAllText(next, text);
        File.Move(next, file, overwrite: true);
    }
}
