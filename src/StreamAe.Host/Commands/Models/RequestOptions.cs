using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Commands.Operating;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary>What every command that asks for something has: the store, who asks, and why.</summary>
internal sealed class RequestOptions
{
    public OperatorOptions Store { get; } = new();

    public Option<string?> Entity { get; } = new("--entity") { Description = "The entity, by its key." };

    public Authorship Authorship { get; } = Authorship.Create();

    public void AddTo(Command command)
    {
        command.Options.Add(Entity);
        Authorship.AddTo(command);
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
        (string author, string reason) = (Authorship.Author(parsed), Authorship.Reason(parsed));
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
