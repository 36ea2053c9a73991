using System.CommandLine;
using StreamAe.Host.Health;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae health</c>: asks a running service, for images that have no other program to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "What is asked.",
            DefaultValueFactory = _ => new Uri($"http://127.0.0.1:8081{HealthEndpoints.LivePath}"),
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                {
                    return address;
                }

                result.AddError($"--url must be an address such as http://127.0.0.1:8081{HealthEndpoints.ReadyPath}.");
                return null;
            },
        };
        var optional = new Option<bool>("--optional") { Description = "A service that has no such port is well." };
        var command = new Command(
            "health",
            """
            Asks a service whose configuration has health: whether it lives, or is ready, and prints the answer. For the health checks of
            containers.

            Exit codes: 0 yes, 1 no, or no answer within 5 seconds.

            Examples:
              streamae health
              streamae health --url http://127.0.0.1:8081/health/ready
            """)
        {
            url, optional,
        };
        command.SetAction((parsed, cancellationToken) => AskAsync(parsed.GetValue(url)!, parsed.GetValue(optional), cancellationToken));
        return command;
    }

    private static async Task<int> AskAsync(Uri url, bool isOptional, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = AnswerLimit };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(url, cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Failure;
        }
        catch (HttpRequestException error) when (isOptional && error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            await Console.Out.WriteLineAsync($"Nothing listens at {url.Authority}.").ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            string reason = error is OperationCanceledException ? $"no answer within {AnswerLimit.TotalSeconds:0} s" : error.Message;
            await Console.Error.WriteLineAsync($"streamae: {url}: {reason}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }
}
