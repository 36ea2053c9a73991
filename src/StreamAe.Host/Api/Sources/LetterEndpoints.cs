using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Letters;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Producing;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Sources;

/// <summary><c>/dead-letters</c>: what could not be taken in, and putting it back.</summary>
internal static class LetterEndpoints
{
    /// <summary>Of a monitor, the newest: older marks are history, and a second copy is refused all the same.</summary>
    private const int MostMarks = 10_000;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/dead-letters", (int? limit) => List(desk.Service, Limits.Of(limit, most: RecentLetters.Capacity)))
            .RequireRole(Role.Viewer).WithTags("sources").WithSummary("Records that could not be taken in, the newest first");
        api.MapPost("/dead-letters/replay", (LetterReplayForm form, bool? dryRun, HttpContext context) => ReplayAsync(desk.Service, form, dryRun ?? false, context))
            .RequireRole(Role.Operator).WithTags("sources").WithSummary("Put records back to where they came from, once what kept them out was mended");
    }

    private static Ok<DeadLettersView> List(OperatedService service, int limit)
    {
        IReadOnlyDictionary<DeadLetterReason, long> counts = service.Letters.Counts();
        Dictionary<string, IReadOnlyDictionary<(string, long), LetterReplay>> marks = service.Monitors.ToDictionary(
            m => m.Name, m => LetterReplayer.Newest(service.Operators.ReadReplays(m.Name, MostMarks)), StringComparer.Ordinal);
        return TypedResults.Ok(new DeadLettersView(
            [.. service.Letters.Newest(limit).Select(l => ViewOf(service, l.At, l.Letter, marks))],
            counts.Values.Sum(),
            counts.ToDictionary(c => JsonNamingPolicy.CamelCase.ConvertName(c.Key.ToString()), c => c.Value, StringComparer.Ordinal)));
    }

    private static DeadLetterView ViewOf(
        OperatedService service, DateTimeOffset at, DeadLetter letter, Dictionary<string, IReadOnlyDictionary<(string, long), LetterReplay>> marks)
    {
        string monitor = service.Replayer.Find(letter)?.Definition.Name ?? letter.Monitor;
        LetterReplay? replay = marks.TryGetValue(monitor, out IReadOnlyDictionary<(string, long), LetterReplay>? of)
            ? of.GetValueOrDefault((letter.Source, letter.Position))
            : null;
        return new DeadLetterView(
            at, monitor, letter.Source, letter.Position, letter.Reason, letter.Detail, letter.Raw, replay is null ? null : LetterMark.Of(replay));
    }

    private static async Task<Ok<LetterReplayView>> ReplayAsync(OperatedService service, LetterReplayForm form, bool isDryRun, HttpContext context)
    {
        List<DeadLetter> letters = LettersOf(service, form);
        string reason = isDryRun ? string.Empty : Limits.Reason(form.Reason);
        var wish = new LetterWish(isDryRun, form.Again, context.CallerName(), service.Live.Time.GetUtcNow(), reason, (monitor, entity) => LastEventTime(service, monitor, entity));
        try
        {
            IReadOnlyList<LetterOutcome> outcomes = await service.Replayer.RunAsync(letters, wish, context.RequestAborted).ConfigureAwait(false)
                ?? throw new ApiProblem(StatusCodes.Status409Conflict, "Dead letters are being replayed already; try again when that is done.");
            return TypedResults.Ok(new LetterReplayView([.. outcomes.Select(LetterOutcomeView.Of)], isDryRun, LetterReplayer.Warning));
        }
        catch (Exception error) when (error is KafkaFeedException or KafkaSinkException or KafkaLibraryException or KafkaException)
        {
            throw new ApiProblem(
                StatusCodes.Status503ServiceUnavailable,
                "The brokers do not answer; try again in a moment. What was replayed before they stopped is marked, and is not replayed twice.");
        }
    }

    /// <summary>Only what was set aside may be put back: a good record would be judged twice.</summary>
    private static List<DeadLetter> LettersOf(OperatedService service, LetterReplayForm form)
    {
        if (form.Letters.Count is < 1 or > LetterReplayer.MostLetters)
        {
            throw ApiProblem.Invalid("letters", $"must be 1 to {LetterReplayer.MostLetters}, not {form.Letters.Count}");
        }

        var letters = new List<DeadLetter>();
        foreach (LetterKey? key in form.Letters.Distinct())
        {
            // Within a list the form takes nulls, whatever its type says.
            if (key is null)
            {
                throw ApiProblem.Invalid("letters", "must name each letter by monitor, source and position");
            }

            letters.Add(service.Letters.Find(key.Monitor, key.Source, key.Position) ?? throw ApiProblem.Invalid(
                "letters",
                string.Create(CultureInfo.InvariantCulture, $"offset {key.Position} of {Shown(key.Source)} is not among the newest {RecentLetters.Capacity} dead letters of monitor {Shown(key.Monitor)}; 'streamae dead-letters' finds older ones")));
        }

        return letters;
    }

    private static string Shown(string text)
    {
        const int Most = 100;
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    private static long? LastEventTime(OperatedService service, string monitor, string entity)
    {
        try
        {
            return service.Find(monitor).Inspector(service.Store).Look(entity, e => e.Inspect())?.LastEventTime;
        }
        catch (InvalidDataException)
        {
            // Of a plan that is not known yet: whoever judges the copy will know.
            return null;
        }
    }
}
