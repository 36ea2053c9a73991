using System.Text;
using Google.Protobuf.Reflection;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>Compiles paths to field numbers by the descriptors of a message.</summary>
internal sealed class MessagePlanBuilder
{
    public const string Timestamp = "google.protobuf.Timestamp";

    private static readonly HashSet<string> Wrappers =
    [
        .. new[] { "Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes" }.Select(t => $"google.protobuf.{t}Value"),
    ];

    private readonly RecordLayout _layout;
    private readonly MessagePlan _root = new();
    private int _counters;

    private MessagePlanBuilder(RecordLayout layout) => _layout = layout;

    /// <summary>Null where a path leads nowhere; the problems then say which.</summary>
    public static MessagePlan? Build(KafkaFormat format, RecordLayout layout, List<FormatProblem> problems)
    {
        if (DescriptorSet.Find(format.Descriptors, format.Message, problems) is not { } message)
        {
            return null;
        }

        var builder = new MessagePlanBuilder(layout);
        bool good = true;
        foreach (RecordField field in layout.Fields)
        {
            if (builder.Add(message, field) is { } problem && !field.IsOptional)
            {
                problems.Add(new FormatProblem(field.Key, field.Path, problem.Rule, problem.Remedy));
                good = false;
            }
        }

        WatchOneofs(builder._root, message);
        builder._root.Seal();
        builder._root.Counters = builder._counters;
        return good ? builder._root : null;
    }

    /// <summary>What is wrong with the field's path; null where nothing is.</summary>
    private (string Rule, string Remedy)? Add(MessageDescriptor message, RecordField field)
    {
        if (RecordPath.Parse(field.Path) is not { } path)
        {
            return ($"must be {RecordPath.Rule}", "correct the path");
        }

        // Looked at first and added then, so that a path that leads nowhere leaves nothing behind.
        if (!TryResolve(message, path, out List<(FieldDescriptor Field, int? Index)> steps, out (string, string) problem))
        {
            return problem;
        }

        FieldDescriptor last = steps[^1].Field;
        if (ProblemOf(last, field.Slot) is { } wrong)
        {
            return wrong;
        }

        MessagePlan plan = _root;
        ValuePlan value = null!;
        string shown = string.Empty;
        foreach ((FieldDescriptor step, int? index) in steps)
        {
            shown = shown.Length == 0 ? step.Name : $"{shown}.{step.Name}";
            FieldPlan? found = plan.Fields.Find(f => f.Number == step.FieldNumber);
            if (found is null)
            {
                found = new FieldPlan(step, shown, step.IsRepeated ? _counters++ : -1);
                plan.Fields.Add(found);
            }

            value = (index is { } at ? found.ElementAt(at) : found.Value) ?? new ValuePlan();
            if (index is { } element)
            {
                found.SetElement(element, value);
                shown += $"[{element}]";
            }
            else
            {
                found.Value = value;
            }

            if (step != last)
            {
                plan = value.Message ??= new MessagePlan();
            }
        }

        value.Fill(field.Slot);
        if (!last.IsRepeated && !last.HasPresence)
        {
            plan.Defaults.Add((field.Slot, ProtobufRecordDecoder.DefaultOf(last.FieldType, last)));
        }

        if (last.FieldType == FieldType.Enum)
        {
            Dictionary<long, byte[]> names = [];
            foreach (EnumValueDescriptor one in last.EnumType.Values)
            {
                names.TryAdd(one.Number, Encoding.UTF8.GetBytes(one.Name)); // an alias has the first one's name
            }

            _root.EnumerationNames[field.Slot] = names;
        }

        return null;
    }

    private static bool TryResolve(
        MessageDescriptor message, RecordPath path, out List<(FieldDescriptor Field, int? Index)> steps, out (string Rule, string Remedy) problem)
    {
        steps = [];
        problem = default;
        MessageDescriptor? within = message;
        for (int i = 0; i < path.Segments.Count; i++)
        {
            string? name = path.Segments[i].Name;
            if (name is null || within is null || within.FindFieldByName(name) is not { } found)
            {
                problem = name is null ? ("has an index where there is no list", "remove it")
                    : within is null ? ($"looks for {name} in what is no message", "end the path before it")
                    : ($"finds no {name} in message {within.FullName}", $"it has {string.Join(", ", within.Fields.InDeclarationOrder().Take(20).Select(f => f.Name))}");
                return false;
            }

            bool hasIndex = i + 1 < path.Segments.Count && path.Segments[i + 1].Name is null;
            if (found.IsMap || found.FieldType == FieldType.Group || found.IsRepeated != hasIndex)
            {
                problem = found.IsMap ? ($"goes through {name}, which is a map; maps are not read", "name another field")
                    : found.FieldType == FieldType.Group ? ($"goes through {name}, which is a group; groups are not read", "name another field")
                    : found.IsRepeated ? ($"goes through {name}, which is a list", $"say which element, as in {name}[0]")
                    : ($"has an index behind {name}, which is no list", "remove it");
                return false;
            }

            steps.Add((found, hasIndex ? path.Segments[i + 1].Index : null));
            i += hasIndex ? 1 : 0;
            within = found.FieldType == FieldType.Message ? found.MessageType : null;
        }

        if (within is not null && Wrappers.Contains(within.FullName))
        {
            steps.Add((within.FindFieldByNumber(1), null));
        }

        return true;
    }

    private (string Rule, string Remedy)? ProblemOf(FieldDescriptor field, int slot)
    {
        bool isNumber = slot < _layout.Schema.Count && _layout.Schema.Channels[slot].Kind == ChannelKind.Number;
        bool isText = (slot < _layout.Schema.Count && !isNumber) || slot == _layout.EntitySlot;
        return field.FieldType switch
        {
            FieldType.Message when slot == _layout.TimeSlot && field.MessageType.FullName == Timestamp => null,
            FieldType.Message => ($"is a message {field.MessageType.FullName}", "name a field within it"),
            FieldType.String when isNumber && !_layout.Format.NumbersAsStrings => ("is text, and the feature is a number", "write numbersAsStrings: true, or name a number"),
            FieldType.Bytes when !isText => ("has bytes, which are no number", "name a number"),
            FieldType.Double or FieldType.Float when isText => ("is a float, which names nothing", "name text, a whole number or an enumeration"),
            _ => null,
        };
    }

    /// <summary>Setting one field of a oneof takes back the others, also where only one of them is looked for.</summary>
    private static void WatchOneofs(MessagePlan plan, MessageDescriptor message)
    {
        foreach (IGrouping<OneofDescriptor?, FieldPlan> group in plan.Fields.GroupBy(f => f.Field.RealContainingOneof).Where(g => g.Key is not null).ToList())
        {
            FieldPlan[] watched = [.. group];
            foreach (FieldDescriptor sibling in group.Key!.Fields.Where(s => Array.TrueForAll(watched, w => w.Number != s.FieldNumber)))
            {
                plan.Fields.Add(new FieldPlan(sibling, sibling.Name, -1));
            }

            foreach (FieldPlan field in plan.Fields.Where(f => f.Field.RealContainingOneof == group.Key))
            {
                field.Clears = [.. watched.Where(w => w != field).SelectMany(w => w.AllSlots)];
            }
        }

        foreach (FieldPlan field in plan.Fields)
        {
            foreach (ValuePlan value in field.Elements.Append(field.Value!).Where(v => v?.Message is not null))
            {
                WatchOneofs(value.Message!, field.Field.MessageType);
            }
        }
    }
}
