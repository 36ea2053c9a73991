using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary>What every command that asks for something has: the store, who asks, and why.</summary>
internal sealed class RequestOptions
{
    public OperatorOptions Store { get; } = new();

    public Option<string?> Entity { get; } = new("--entity") { Description = "The entity, by its key." };

    public Option<string> Reason { get; } = new("--reason") { Description = "Why; stands in the audit.", Required = true };

    public Option<string> Author { get; } = new("--author")
    {
        Description = "Who asks; stands in the audit. Default the user's name.",
        DefaultValueFactory = _ => Environment.UserName is { Length: > 0 } name ? name : "operator",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Entity);
        command.Options.Add(Reason);
        command.Options.Add(Author);
        Store.AddTo(command);
    }

    /// <exception cref="WrongUseException">None was named, or the monitor has no such entity.</exception>
    public string FindEntity(ParseResult parsed, IOperatorStore store, string monitor)
    {
        string entity = parsed.GetValue(Entity) ?? throw new WrongUseException("Name the entity with --entity.");
        return store.HasEntity(monitor, entity)
            ? entity
            : throw new WrongUseException($"--entity {entity}: monitor {monitor} has no such entity in the store.");
    }

    /// <summary>Appends the request and says so.</summary>
    public int Append(ParseResult parsed, IOperatorStore store, string monitor, string? entity, OperatorRequestKind kind, string body, string what)
    {
        string author = parsed.GetRequiredValue(Author), reason = parsed.GetRequiredValue(Reason);
        if (string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(author))
        {
            throw new WrongUseException("--reason and --author must say something: they are what the audit is for.");
        }

        OperatorRequest request = new(0, monitor, entity, kind, body, author, TimeProvider.System.GetUtcNow(), reason);
        try
        {
            request = request with { Sequence = store.Append(request) };
        }
        catch (ArgumentException error)
        {
            throw new WrongUseException(error.Message);
        }

        if (parsed.GetValue(Store.Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(RequestView.Of(request), JsonOutput.Options));
        }
        else
        {
            string whom = entity is null ? "every entity" : $"entity {entity}";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"request {request.Sequence}: {what}; {whom} of {monitor} applies it before its next event. See 'streamae models requests'."));
        }

        return ExitCode.Ok;
    }
}
