using StreamAe.Host.Configuration;
using StreamAe.Host.Services.Reloads;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Api.Running;

/// <summary>How a monitor's file that an operator changes takes effect in the running service. Thread-safe.</summary>
internal sealed class MonitorReload(ReloadRequest request, ConfigurationFile file)
{
    /// <summary>Whether the service could open with that text in a monitor's file.</summary>
    /// <exception cref="ApiProblem">It could not.</exception>
    public void Verify(string monitorFile, string text)
    {
        ServiceFileResult read = file.ReadWith(monitorFile, text);
        if (read.Errors.Count > 0)
        {
            DefinitionError first = read.Errors[0];
            throw ApiProblem.Invalid("definition", $"the service cannot open with it: {first.Key}: {first.Value} {first.Rule}; {first.Remedy}");
        }
    }

    /// <summary>The file is written: the service opens again with it.</summary>
    public void Ask() => request.Ask();
}
