using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Which columns of an observation file mean what. Column names are compared exactly: case and spaces count.</summary>
/// <param name="EntityField">The column with the entity key. Every file has it.</param>
/// <param name="TimeField">The column with the event time: seconds since 1970 or ISO 8601. Every file has it.</param>
/// <param name="LabelField">The column with the truth, 0 or 1. A file may lack it: its rows then have no label.</param>
/// <param name="Channels">The value columns to read, in the order of the schema; every file has them all and other columns are passed
/// over. Null: every column but the three above is a <see cref="ChannelKind.Number"/>, in header order.</param>
public sealed record FileLayout(
    string EntityField = "entity",
    string TimeField = "t",
    string LabelField = "label",
    IReadOnlyList<Channel>? Channels = null)
{
    /// <exception cref="ArgumentException">The layout contradicts itself, whatever file it is applied to.</exception>
    internal void Validate()
    {
        string[] roles = [EntityField, TimeField, LabelField];
        if (roles.Any(string.IsNullOrEmpty) || roles.Distinct().Count() != roles.Length)
        {
            throw new ArgumentException(
                $"The entity, time and label fields are '{EntityField}', '{TimeField}' and '{LabelField}'; "
                + "they must be three different, non-empty column names.");
        }

        if (Channels is null)
        {
            return;
        }

        if (Channels.Count == 0)
        {
            throw new ArgumentException("The layout lists no channels; name at least one, or leave the list out to read every column.");
        }

        if (Channels.FirstOrDefault(channel => roles.Contains(channel.Name)) is { } taken)
        {
            throw new ArgumentException($"'{taken.Name}' is the entity, time or label field and cannot be a channel as well.");
        }

        if (Channels.GroupBy(channel => channel.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The channel '{twice.Key}' is listed {twice.Count()} times; list it once.");
        }
    }
}
