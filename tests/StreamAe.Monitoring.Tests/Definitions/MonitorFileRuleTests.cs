using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>One case a rule, with the exact place and wording. The text under test begins on line 2.</summary>
public sealed class MonitorFileRuleTests
{
    [Theory]
    // Numbers and their bounds.
    [InlineData("threshold:\n  quantile: 1.5", "m.yaml:3:13: threshold.quantile: 1.5 must lie strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: 1}", "m.yaml:2:23: threshold.quantile: 1 must lie strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: 0}", "m.yaml:2:23: threshold.quantile: 0 must lie strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: high}", "m.yaml:2:23: threshold.quantile: high must be a number strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: NaN}", "m.yaml:2:23: threshold.quantile: NaN must lie strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: .nan}", "m.yaml:2:23: threshold.quantile: .nan must be a number strictly between 0 and 1; try 0.999")]
    [InlineData("threshold: {quantile: .inf}", "m.yaml:2:23: threshold.quantile: .inf must be a number strictly between 0 and 1; try 0.999")]
    [InlineData("score: {clip: 1e400}", "m.yaml:2:15: score.clip: 1e400 must lie between 1 and 1,000; try 10")]
    [InlineData("score: {clip: 0.5}", "m.yaml:2:15: score.clip: 0.5 must lie between 1 and 1,000; try 10")]
    [InlineData("score: {clip: \"10\"}", "m.yaml:2:15: score.clip: 10 is text because of its quotes; remove the quotes")]
    [InlineData("score: {smoothing: 0}", "m.yaml:2:20: score.smoothing: 0 must lie between 1 and 1,000; try 1")]
    [InlineData("model: {beta: -1}", "m.yaml:2:15: model.beta: -1 must lie between 0 and 100; try 1")]
    [InlineData("model: {latent: 0}", "m.yaml:2:17: model.latent: 0 must lie between 1 and 4,096; try auto")]
    [InlineData("model: {latent: big}", "m.yaml:2:17: model.latent: big must be a whole number from 1 to 4,096; try auto")]
    [InlineData("model: {latent: aut}", "m.yaml:2:17: model.latent: aut must be auto or a whole number from 1 to 4,096; try auto")]
    [InlineData("training: {learningRate: 0}", "m.yaml:2:26: training.learningRate: 0 must lie above 0 and not above 1; try 0.001")]
    [InlineData("training: {epochs: 0}", "m.yaml:2:20: training.epochs: 0 must lie between 1 and 100,000; try 50")]
    [InlineData("training: {epochs: 1.5}", "m.yaml:2:20: training.epochs: 1.5 must be a whole number from 1 to 100,000; try 50")]
    [InlineData("training: {epochs: '50'}", "m.yaml:2:20: training.epochs: 50 is text because of its quotes; remove the quotes")]
    [InlineData("training: {epochs: 99999999999999999999999}", "m.yaml:2:20: training.epochs: 99999999999999999999999 must be a whole number from 1 to 100,000; try 50")]
    [InlineData("training: {epochs: [5]}", "m.yaml:2:20: training.epochs: a list must be a whole number from 1 to 100,000; try 50")]
    [InlineData("training: {epochs: {}}", "m.yaml:2:20: training.epochs: a mapping must be a whole number from 1 to 100,000; try 50")]
    [InlineData("training: {minSteps: -1}", "m.yaml:2:22: training.minSteps: -1 must lie between 0 and 10,000,000; try 1000")]
    [InlineData("training: {batchSize: 0}", "m.yaml:2:23: training.batchSize: 0 must lie between 1 and 65,536; try auto")]
    [InlineData("training: {patience: 0}", "m.yaml:2:22: training.patience: 0 must lie between 1 and 10,000; try 10")]
    [InlineData("training: {holdout: 0}", "m.yaml:2:21: training.holdout: 0 must lie between 0.01 and 0.5; try 0.2")]
    [InlineData("training: {holdout: 0.6}", "m.yaml:2:21: training.holdout: 0.6 must lie between 0.01 and 0.5; try 0.2")]
    [InlineData("training: {historyRows: 31}", "m.yaml:2:25: training.historyRows: 31 must lie between 32 and 10,000,000; try 2000")]
    [InlineData("training: {minRows: 31}", "m.yaml:2:21: training.minRows: 31 must lie between 32 and 10,000,000; try 256")]
    [InlineData("training: {maxRows: 31}", "m.yaml:2:21: training.maxRows: 31 must lie between 32 and 10,000,000; try 20000")]
    [InlineData("training: {seed: -1}", "m.yaml:2:18: training.seed: -1 must be a whole number from 0 to 18,446,744,073,709,551,615; try 1")]
    [InlineData("training: {seed: 18446744073709551616}", "m.yaml:2:18: training.seed: 18446744073709551616 must be a whole number from 0 to 18,446,744,073,709,551,615; try 1")]
    [InlineData("cohort: {minRows: 1}", "m.yaml:2:19: cohort.minRows: 1 must lie between 32 and 10,000,000; try 4000")]
    [InlineData("cohort: {maxRows: 10000001}", "m.yaml:2:19: cohort.maxRows: 10000001 must lie between 32 and 10,000,000; try 20000")]
    [InlineData("window: 0", "m.yaml:2:9: window: 0 must lie between 1 and 1,024; try auto")]
    [InlineData("alert: {m: 0}", "m.yaml:2:12: alert.m: 0 must lie between 1 and 64; try 1")]
    [InlineData("alert: {n: 65}", "m.yaml:2:12: alert.n: 65 must lie between 1 and 64; try 1")]
    [InlineData("data: {maxImputedShare: 1.1}", "m.yaml:2:25: data.maxImputedShare: 1.1 must lie between 0 and 1; try 0.5")]
    [InlineData("data: {silenceFactor: -1}", "m.yaml:2:23: data.silenceFactor: -1 must lie between 0 and 1,000,000; try 20")]
    // Durations.
    [InlineData("alert: {cooldown: 10}", "m.yaml:2:19: alert.cooldown: 10 must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: 1.5h}", "m.yaml:2:19: alert.cooldown: 1.5h must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: -1h}", "m.yaml:2:19: alert.cooldown: -1h must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: h}", "m.yaml:2:19: alert.cooldown: h must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: never}", "m.yaml:2:19: alert.cooldown: never must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: 366d}", "m.yaml:2:19: alert.cooldown: 366d must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("alert: {cooldown: 999999999999999999d}", "m.yaml:2:19: alert.cooldown: 999999999999999999d must be a duration from 0s to 365d such as 90s, 10m, 12h or 7d; try 0s")]
    [InlineData("training: {every: 0s}", "m.yaml:2:19: training.every: 0s must be a duration from 1s to 3650d such as 90s, 10m, 12h or 7d; try never")]
    // Words.
    [InlineData("model: {kind: pca}", "m.yaml:2:15: model.kind: pca must be autoencoder or vae; try autoencoder")]
    [InlineData("model: {kind: VAE}", "m.yaml:2:15: model.kind: VAE must be autoencoder or vae; did you mean vae?")]
    [InlineData("model: {activation: leakyrelu}", "m.yaml:2:21: model.activation: leakyrelu must be tanh, relu, leakyRelu, elu, sigmoid or linear; did you mean leakyRelu?")]
    [InlineData("score: {kind: mse}", "m.yaml:2:15: score.kind: mse must be reconstruction, kl, elbo or reconstructionProbability; try reconstruction")]
    [InlineData("score: {residuals: scale}", "m.yaml:2:20: score.residuals: scale must be scaled, plain or joint; did you mean scaled?")]
    [InlineData("data: {lateTime: drop}", "m.yaml:2:18: data.lateTime: drop must be reject or accept; try reject")]
    [InlineData("data: {repeatedTime: drop}", "m.yaml:2:22: data.repeatedTime: drop must be reject or accept; try reject")]
    [InlineData("cohort: nonee", "m.yaml:2:9: cohort: nonee must be none or a mapping with keys such as minRows; try none")]
    [InlineData("features: al", "m.yaml:2:11: features: al must be all or a list of 1 to 100,000 entries; try all")]
    // Text.
    [InlineData("source: a b", "m.yaml:2:9: source: a b must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or digit; give such a value")]
    [InlineData("source: -a", "m.yaml:2:9: source: -a must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or digit; give such a value")]
    [InlineData("entity: ''", "m.yaml:2:9: entity: \"\" must be text of 1 to 200 characters without control characters; try entity")]
    [InlineData("entity: [a]", "m.yaml:2:9: entity: a list must be text of 1 to 200 characters without control characters; try entity")]
    [InlineData("entity: \"a\\u0007\"", "m.yaml:2:9: entity: a\\u0007 must be text of 1 to 200 characters without control characters; try entity")]
    [InlineData("entity: \"a\\nb\"", "m.yaml:2:9: entity: a\\u000ab must be text of 1 to 200 characters without control characters; try entity")]
    [InlineData("source: \"a\\n\"", "m.yaml:2:9: source: a\\u000a must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or digit; give such a value")]
    [InlineData("entity:", "m.yaml:2:8: entity: has no value; write entity, or remove the line")]
    [InlineData("entity: ~", "m.yaml:2:9: entity: has no value; write entity, or remove the line")]
    [InlineData("training:", "m.yaml:2:10: training: has no value; remove the line or give it one")]
    // Shapes.
    [InlineData("model: vae", "m.yaml:2:8: model: vae must be a mapping with keys such as kind; write kind: and its value, indented below")]
    [InlineData("alert: [1, 2]", "m.yaml:2:8: alert: a list must be a mapping with keys such as m; write m: and its value, indented below")]
    [InlineData("alert: {[1]: 2}", "m.yaml:2:9: alert: a list stands where a key should; a key is a plain word")]
    [InlineData("model: {hidden: 8}", "m.yaml:2:17: model.hidden: 8 must be auto or a list of 0 to 8 entries; try auto")]
    [InlineData("model: {hidden: [8, 0]}", "m.yaml:2:21: model.hidden[1]: 0 must lie between 1 and 65,536; give such a value")]
    [InlineData("model: {hidden: [9,8,7,6,5,4,3,2,1]}", "m.yaml:2:17: model.hidden: a list has 9 entries and must be a list of 0 to 8 entries; try auto")]
    // Keys.
    [InlineData("treshold: {quantile: 0.9}", "m.yaml:2:1: treshold: is not a known key; did you mean threshold?")]
    [InlineData("training: {epoch: 5}", "m.yaml:2:12: training.epoch: is not a known key; did you mean training.epochs?")]
    [InlineData("training: {EPOCHS: 5}", "m.yaml:2:12: training.EPOCHS: is not a known key; did you mean training.epochs?")]
    [InlineData("quantile: 0.9", "m.yaml:2:1: quantile: is not a known key; did you mean threshold.quantile?")]
    [InlineData("alert.m: 2", "m.yaml:2:1: alert.m: is not a known key; write m: indented below alert:")]
    [InlineData("alert: {training: {}}", "m.yaml:2:9: alert.training: is not a known key; did you mean training?")]
    [InlineData("alert: {colour: red}", "m.yaml:2:9: alert.colour: is not a known key; known here: m, n, cooldown, release, peak, severity, quiet")]
    [InlineData("<<: {m: 1}", "m.yaml:2:1: <<: is not a known key; known here: monitor, description, source, entity, time, label, features, window, differences, lags, season, scale, model, training, cohort, score, threshold, alert, data")]
    [InlineData("alert:\n  m: 1\n  n: 1\n  m: 1", "m.yaml:5:3: alert.m: repeats line 3; keep one of the two")]
    [InlineData("window: 2\nmonitor: b", "m.yaml:3:1: monitor: repeats line 1; keep one of the two")]
    // Features.
    [InlineData("features: []", "m.yaml:2:11: features: a list has 0 entries and must be a list of 1 to 100,000 entries; try all")]
    [InlineData("features: [a, b, a]", "m.yaml:2:18: features[2]: a repeats the name a of line 2; keep one of the two")]
    [InlineData("features:\n  - a\n  - [b]", "m.yaml:4:5: features[1]: a list must be the name of a numeric field, or a mapping with keys such as name; give such a value")]
    [InlineData("features: [~]", "m.yaml:2:12: features[0]: has no value; remove the line or give it one")]
    [InlineData("features: [{name: a, kind: categry, values: [x]}]", "m.yaml:2:28: features[0].kind: categry must be number, category, hourOfDay, weekday, sinceLast, numbers, ratio, mean, count, sum, firstSeen, speed, rarity, rate, change, rollingMean, rollingDeviation, rollingMin or rollingMax; did you mean category?")]
    [InlineData("features: [{name: a, transform: log}]", "m.yaml:2:33: features[0].transform: log must be none, log1p or signedLog; try none")]
    [InlineData("features: [{transform: log1p}]", "m.yaml:2:12: features[0].name: is missing; add name: and the field to read")]
    [InlineData("features: [{name: a, kind: category}]", "m.yaml:2:12: features[0].values: is missing for a category; add values: [a, b], every value that is usual, or buckets: 16")]
    [InlineData("features: [{name: a, kind: category, values: []}]", "m.yaml:2:46: features[0].values: a list has 0 entries and must be a list of 1 to 1,000 entries; write it as [a, b]")]
    [InlineData("features: [{name: a, kind: category, values: [x, y, x]}]", "m.yaml:2:53: features[0].values[2]: x repeats the value x of line 2; keep one of the two")]
    [InlineData("features: [{name: a, kind: category, values: [x], transform: log1p}]", "m.yaml:2:62: features[0].transform: log1p belongs to a number, and this is a category; remove transform")]
    [InlineData("features: [{name: a, values: [x]}]", "m.yaml:2:30: features[0].values: a list belongs to a category, and this is a number; add kind: category or remove values")]
    [InlineData("features: [{kind: hourOfDay, name: a}]", "m.yaml:2:36: features[0].name: a does not fit: hourOfDay is computed from the event time; remove name")]
    [InlineData("features: [{kind: weekday, transform: log1p}]", "m.yaml:2:39: features[0].transform: log1p does not fit: weekday is computed from the event time; remove transform")]
    [InlineData("features: [{kind: sinceLast, values: [x]}]", "m.yaml:2:38: features[0].values: a list does not fit: sinceLast is computed from the event time; remove values")]
    [InlineData("features: [{kind: weekday}, {kind: weekday}]", "m.yaml:2:29: features[1]: a mapping repeats the name weekday of line 2; keep one of the two")]
    [InlineData("features: [a, t]", "m.yaml:2:15: features[1]: t is the time field, which is no feature; remove it or name another field")]
    [InlineData("features: [{name: entity}]", "m.yaml:2:19: features[0]: entity is the entity field, which is no feature; remove it or name another field")]
    [InlineData("features: [a, label]", "m.yaml:2:15: features[1]: label is the label field, which is no feature; remove it or name another field")]
    [InlineData("features: [a, {name: b, context: yes}]", "m.yaml:2:34: features[1].context: yes must be true or false; try auto")]
    // Features of an entity's own history.
    [InlineData("features: [{kind: ratio}]", "m.yaml:2:12: features[0].of: does not fit: ratio names one field; write of: amount")]
    [InlineData("features: [{kind: ratio, of: [a, b]}]", "m.yaml:2:30: features[0].of: a list does not fit: ratio names one field; write of: amount")]
    [InlineData("features: [{kind: count, within: 1h, of: a}]", "m.yaml:2:42: features[0].of: a does not fit: count names no field; remove of")]
    [InlineData("features: [{kind: speed, of: a}]", "m.yaml:2:30: features[0].of: a does not fit: speed names two fields, a place; write of: [latitude, longitude]")]
    [InlineData("features: [{kind: count}]", "m.yaml:2:12: features[0].within: is missing: count counts within a time; add within: 1h")]
    [InlineData("features: [{kind: sum, of: a, within: 0s}]", "m.yaml:2:39: features[0].within: 0s must be a duration from 1s to 3650d such as 90s, 10m, 12h or 7d; try none")]
    [InlineData("features: [{kind: ratio, of: a, within: 1h}]", "m.yaml:2:41: features[0].within: 1h does not fit: ratio has no window; remove within")]
    [InlineData("features: [{kind: count, within: 1h, prior: 3}]", "m.yaml:2:45: features[0].prior: 3 does not fit: count is computed from the entity's own history; remove prior")]
    [InlineData("features: [{kind: ratio, of: a, prior: 0}]", "m.yaml:2:40: features[0].prior: 0 must lie above 0 and not above 1,000,000,000,000; try none")]
    [InlineData("features: [{kind: ratio, of: a, name: b}]", "m.yaml:2:39: features[0].name: b does not fit: ratio is computed from the entity's own history; remove name")]
    [InlineData("features: [{name: a, of: b}]", "m.yaml:2:26: features[0].of: b belongs to a feature of the entity's history; add kind: ratio, or remove of")]
    [InlineData("features: [{kind: hourOfDay, context: false, within: 1h}]", "m.yaml:2:54: features[0].within: 1h belongs to a feature of the entity's history; add kind: ratio, or remove within")]
    [InlineData("features: [{kind: ratio, of: label}]", "m.yaml:2:30: features[0]: label is the label field, which is no feature; remove it or name another field")]
    [InlineData("features: [a, {kind: rarity, of: b}]", "m.yaml:2:11: features: a list does not fit: features with kind rarity measure hourOfDay or a category that another entry lists with its values or its buckets; write of: hourOfDay, or add the category")]
    [InlineData("features: [{kind: ratio, of: a}, {kind: ratio, of: a}]", "m.yaml:2:34: features[1]: a mapping repeats the name ratio(a) of line 2; keep one of the two")]
    [InlineData("features: [{kind: rate}]", "m.yaml:2:12: features[0].of: does not fit: rate names one field; write of: flow")]
    [InlineData("features: [{kind: change, of: [a, b]}]", "m.yaml:2:31: features[0].of: a list does not fit: change names one field; write of: flow")]
    [InlineData("features: [{kind: rate, of: a, within: 1h}]", "m.yaml:2:40: features[0].within: 1h does not fit: rate has no window; remove within")]
    [InlineData("features: [{kind: rate, of: a, per: 0s}]", "m.yaml:2:37: features[0].per: 0s must be a duration from 1s to 3650d such as 90s, 10m, 12h or 7d; try auto")]
    [InlineData("features: [{kind: change, of: a, per: 1h}]", "m.yaml:2:39: features[0].per: 1h does not fit: change is computed from the entity's own history; remove per")]
    [InlineData("features: [{name: a, per: 1h}]", "m.yaml:2:27: features[0].per: 1h belongs to a feature of the entity's history; add kind: rate, or remove per")]
    [InlineData("features: [{kind: rate, of: a, prior: 3}]", "m.yaml:2:39: features[0].prior: 3 does not fit: rate is computed from the entity's own history; remove prior")]
    [InlineData("features: [{kind: rate, of: a, transform: log1p}]", "m.yaml:2:43: features[0].transform: log1p does not fit: rate is computed from the entity's own history; remove transform")]
    [InlineData("features: [{kind: rollingMean, of: a}]", "m.yaml:2:12: features[0].within: is missing: rollingMean counts within a time; add within: 1h")]
    [InlineData("features: [{kind: rollingMax, within: 1h}]", "m.yaml:2:12: features[0].of: does not fit: rollingMax names one field; write of: flow")]
    [InlineData("features: [{kind: rollingMin, of: a, within: 1h, name: b}]", "m.yaml:2:56: features[0].name: b does not fit: rollingMin is computed from the entity's own history; remove name")]
    [InlineData("features: [{kind: rollingDeviation, of: a, within: 1h, per: 1h}]", "m.yaml:2:61: features[0].per: 1h does not fit: rollingDeviation is computed from the entity's own history; remove per")]
    [InlineData("features: [{name: a, kind: category, values: [x]}, {kind: rate, of: a}]", "m.yaml:2:11: features: a list does not fit: features that measure a number cannot measure a field that another entry lists as a category; name a numeric field, or write kind: rarity or kind: firstSeen")]
    [InlineData("features: [a, {kind: rate, of: t}]", "m.yaml:2:32: features[1]: t is the time field, which is no feature; remove it or name another field")]
    // Hashed categories.
    [InlineData("features: [a, {name: b, kind: category, buckets: 1}]", "m.yaml:2:50: features[1].buckets: 1 must lie between 2 and 1,024; try none")]
    [InlineData("features: [a, {name: b, kind: category, buckets: 1025}]", "m.yaml:2:50: features[1].buckets: 1025 must lie between 2 and 1,024; try none")]
    [InlineData("features: [a, {name: b, kind: category, buckets: many}]", "m.yaml:2:50: features[1].buckets: many must be a whole number from 2 to 1,024; try none")]
    [InlineData("features: [a, {name: b, kind: category, buckets: 16, values: [x]}]", "m.yaml:2:50: features[1].buckets: 16 does not fit: a category lists its values or hashes them; remove values or buckets")]
    [InlineData("features: [a, {name: b, buckets: 16}]", "m.yaml:2:34: features[1].buckets: 16 belongs to a category, and this is a number; add kind: category or remove buckets")]
    [InlineData("features: [a, {kind: weekday, buckets: 16}]", "m.yaml:2:40: features[1].buckets: 16 does not fit: weekday is computed from the event time; remove buckets")]
    [InlineData("features: [a, {kind: rate, of: a, buckets: 16}]", "m.yaml:2:44: features[1].buckets: 16 does not fit: rate is computed from the entity's own history; remove buckets")]
    [InlineData("features: [a, {name: b, kind: category, buckets: 16, transform: log1p}]", "m.yaml:2:65: features[1].transform: log1p belongs to a number, and this is a category; remove transform")]
    [InlineData("features: [a, {name: b, kind: category, buckets: 16, scale: asinh}]", "m.yaml:2:61: features[1].scale: asinh belongs to a feature that is one number, and this is several inputs; remove scale")]
    [InlineData("features: [{kind: numbers}, {name: b, kind: category, buckets: 16}]", "m.yaml:2:11: features: a list does not fit: features with kind numbers reads numeric fields only, so it holds no category; name the numeric fields instead")]
    // Scales of their own.
    [InlineData("features: [{name: a, scale: mad}]", "m.yaml:2:29: features[0].scale: mad must be standard, robust, minMax or asinh; try auto")]
    [InlineData("features: [a, {name: b, kind: category, values: [x], scale: robust}]", "m.yaml:2:61: features[1].scale: robust belongs to a feature that is one number, and this is several inputs; remove scale")]
    [InlineData("features: [a, {kind: hourOfDay, scale: asinh}]", "m.yaml:2:40: features[1].scale: asinh belongs to a feature that is one number, and this is several inputs; remove scale")]
    [InlineData("features: [a, {kind: weekday, scale: minMax}]", "m.yaml:2:38: features[1].scale: minMax belongs to a feature that is one number, and this is several inputs; remove scale")]
    [InlineData("features: [a, {name: b, scale: robust}]\nscale: minMax\nmodel: {outputActivation: sigmoid}\ntraining: {loss: bce}", "m.yaml:5:18: training.loss: bce does not fit: training.loss bce needs scale minMax of every reconstructed feature: it compares values from 0 to 1 (here training.loss bce); remove the feature's own scale, or write training: {loss: mse}")]
    [InlineData("features: [a, {kind: numbers, scale: asinh}]\nscale: minMax\nmodel: {outputActivation: sigmoid}", "m.yaml:4:27: model.outputActivation: sigmoid does not fit: model.outputActivation sigmoid and tanh reach features of scale minMax alone, and a reconstructed one names another (here model.outputActivation sigmoid); remove the feature's own scale, or write outputActivation: linear")]
    [InlineData("features: [{name: b, scale: standard}]\nmodel: {outputActivation: tanh}", "m.yaml:3:27: model.outputActivation: tanh does not fit: model.outputActivation sigmoid and tanh reach features of scale minMax alone, and a reconstructed one names another (here model.outputActivation tanh); remove the feature's own scale, or write outputActivation: linear")]
    // Models that predict, and tails.
    [InlineData("model: {predict: true}", "m.yaml:2:18: model.predict: true does not fit: model.predict needs features with context: true, or there is nothing to predict from (here model.predict true, features all); add context: true to what may be known, or remove predict")]
    [InlineData("training: {own: false}\ncohort: none", "m.yaml:2:17: training.own: false does not fit: training.own false needs a cohort, or nothing is ever trained (here training.own false, cohort none); remove cohort: none or own: false")]
    [InlineData("score: {evidence: 3d}", "m.yaml:2:19: score.evidence: 3d does not fit: score.evidence needs score.tails, whose surprises it adds up (here score.evidence 3d, score.tails none); remove evidence or add tails")]
    [InlineData("score: {evidence: 3s, tails: none}", "m.yaml:2:19: score.evidence: 3s must be a duration from 1m to 365d such as 90s, 10m, 12h or 7d; try none")]
    [InlineData("score: {tails: [{of: a}]}", "m.yaml:2:16: score.tails: a list does not fit: score.tails needs training.own false: the rows of one entity say little about how rare the rarest are (here training.own true); write training: {own: false}")]
    [InlineData("score: {tails: [{share: 1}]}\ntraining: {own: false}", "m.yaml:2:17: score.tails[0].of: is missing; add of: and a value")]
    [InlineData("score: {tails: [{of: a, share: 0}]}\ntraining: {own: false}", "m.yaml:2:32: score.tails[0].share: 0 must lie above 0 and not above 1; try 1")]
    // How a model is shaped and trained.
    [InlineData("scale: minmax", "m.yaml:2:8: scale: minmax must be standard, robust, minMax or asinh; did you mean minMax?")]
    [InlineData("model: {latentActivation: relu}", "m.yaml:2:27: model.latentActivation: relu must be tanh, linear or sigmoid; try tanh")]
    [InlineData("model: {outputActivation: relu}", "m.yaml:2:27: model.outputActivation: relu must be linear, sigmoid or tanh; try linear")]
    [InlineData("model: {initialization: glorot}", "m.yaml:2:25: model.initialization: glorot must be auto, xavier or he; try auto")]
    [InlineData("training: {loss: mae}", "m.yaml:2:18: training.loss: mae must be mse, bce or huber; did you mean mse?")]
    [InlineData("training: {huberDelta: 0}", "m.yaml:2:24: training.huberDelta: 0 must lie above 0 and not above 1,000,000; try 1")]
    [InlineData("training: {optimizer: rmsProp}", "m.yaml:2:23: training.optimizer: rmsProp must be adam, sgd or rmsprop; did you mean rmsprop?")]
    [InlineData("training: {momentum: 1}", "m.yaml:2:22: training.momentum: 1 must lie at or above 0 and below 1; try 0.9")]
    [InlineData("training: {clipNorm: -1}", "m.yaml:2:22: training.clipNorm: -1 must lie between 0 and 1,000,000,000; try 0")]
    [InlineData("training: {schedule: cosine}", "m.yaml:2:22: training.schedule: cosine must be a mapping with keys such as kind; write kind: and its value, indented below")]
    [InlineData("training: {schedule: {kind: cosin}}", "m.yaml:2:29: training.schedule.kind: cosin must be constant, step, cosine or plateau; did you mean cosine?")]
    [InlineData("training: {schedule: {epochs: 0}}", "m.yaml:2:31: training.schedule.epochs: 0 must lie between 1 and 100,000; try 5")]
    [InlineData("training: {schedule: {factor: 1}}", "m.yaml:2:31: training.schedule.factor: 1 must lie strictly between 0 and 1; try 0.5")]
    [InlineData("training: {schedule: {warmUpSteps: -1}}", "m.yaml:2:36: training.schedule.warmUpSteps: -1 must lie between 0 and 10,000,000; try 0")]
    [InlineData("training: {l1: -1}", "m.yaml:2:16: training.l1: -1 must lie between 0 and 1,000; try 0")]
    [InlineData("training: {l2: 1001}", "m.yaml:2:16: training.l2: 1001 must lie between 0 and 1,000; try 0")]
    [InlineData("training: {dropout: 1}", "m.yaml:2:21: training.dropout: 1 must lie between 0 and 0.9; try 0")]
    [InlineData("training: {batchNormalization: on}", "m.yaml:2:32: training.batchNormalization: on must be true or false; try false")]
    [InlineData("training: {batchNormalization: 'true'}", "m.yaml:2:32: training.batchNormalization: true is text because of its quotes; remove the quotes")]
    [InlineData("training: {sparsity: {kind: l1}}", "m.yaml:2:29: training.sparsity.kind: l1 must be none, divergence or absolute; try none")]
    [InlineData("training: {sparsity: {target: 0}}", "m.yaml:2:31: training.sparsity.target: 0 must lie strictly between 0 and 1; try 0.05")]
    [InlineData("training: {sparsity: {weight: -1}}", "m.yaml:2:31: training.sparsity.weight: -1 must lie between 0 and 1,000,000; try 1")]
    [InlineData("training: {noise: {kind: white}}", "m.yaml:2:26: training.noise.kind: white must be none, gaussian, saltAndPepper or masking; try none")]
    [InlineData("training: {noise: {level: 0}}", "m.yaml:2:27: training.noise.level: 0 must lie above 0 and not above 100; try 0.1")]
    [InlineData("training: {annealing: {kind: cosine}}", "m.yaml:2:30: training.annealing.kind: cosine must be none, linear or cyclical; try none")]
    [InlineData("training: {annealing: {epochs: 0}}", "m.yaml:2:32: training.annealing.epochs: 0 must lie between 1 and 100,000; try 10")]
    [InlineData("training: {freeBits: 101}", "m.yaml:2:22: training.freeBits: 101 must lie between 0 and 100; try 0")]
    [InlineData("training: {pretrainingEpochs: -1}", "m.yaml:2:31: training.pretrainingEpochs: -1 must lie between 0 and 100,000; try 0")]
    [InlineData("training: {noise: {levl: 1}}", "m.yaml:2:20: training.noise.levl: is not a known key; did you mean training.noise.level?")]
    [InlineData("score: {samples: 0}", "m.yaml:2:18: score.samples: 0 must lie between 1 and 1,000; try 10")]
    [InlineData("data: {missing: drop}", "m.yaml:2:17: data.missing: drop must be fill or mask; try fill")]
    [InlineData("features: [{kind: hourOfDay}]", "m.yaml:2:11: features: a list does not fit: features must hold one that is no context, or there is nothing to reconstruct; name a field to watch, or remove its context: true")]
    [InlineData("model: {beta: 4}", "m.yaml:2:15: model.beta: 4 does not fit: model.beta needs model.kind vae: an autoencoder has no KL term (here model.beta 4, model.kind autoencoder); remove it or write kind: vae")]
    [InlineData("training: {annealing: {kind: linear}}", "m.yaml:2:30: training.annealing.kind: linear does not fit: training.annealing needs model.kind vae: an autoencoder has no KL term (here training.annealing.kind linear, model.kind autoencoder); remove it or write model: {kind: vae}")]
    [InlineData("training: {freeBits: 0.1}", "m.yaml:2:22: training.freeBits: 0.1 does not fit: training.freeBits needs model.kind vae: an autoencoder has no KL term (here training.freeBits 0.1, model.kind autoencoder); remove it or write model: {kind: vae}")]
    [InlineData("scale: minMax\ntraining: {loss: bce}", "m.yaml:3:18: training.loss: bce does not fit: training.loss bce needs model.outputActivation sigmoid, whose values are probabilities (here training.loss bce, model.outputActivation linear); write model: {outputActivation: sigmoid} or training: {loss: mse}")]
    [InlineData("model: {outputActivation: sigmoid}\ntraining: {loss: bce}", "m.yaml:3:18: training.loss: bce does not fit: training.loss bce needs scale minMax: it compares values from 0 to 1 (here training.loss bce, scale standard); write scale: minMax or training: {loss: mse}")]
    [InlineData("model: {kind: vae}\ntraining: {sparsity: {kind: absolute}}", "m.yaml:3:29: training.sparsity.kind: absolute does not fit: training.sparsity needs model.kind autoencoder: the KL term already shapes the code of a vae (here training.sparsity.kind absolute, model.kind vae); remove it or write model: {kind: autoencoder}")]
    [InlineData("model: {latentActivation: linear}\ntraining: {sparsity: {kind: divergence}}", "m.yaml:3:29: training.sparsity.kind: divergence does not fit: training.sparsity.kind divergence needs model.latentActivation tanh or sigmoid, whose mean is a share (here training.sparsity.kind divergence, model.latentActivation linear); write latentActivation: sigmoid or kind: absolute")]
    [InlineData("training: {noise: {kind: masking, level: 1}}", "m.yaml:2:42: training.noise.level: 1 does not fit: training.noise.level of saltAndPepper and masking is a share of at most 0.95 (here training.noise.level 1, training.noise.kind masking); try 0.1")]
    [InlineData("score: {kind: reconstructionProbability}", "m.yaml:2:15: score.kind: reconstructionProbability does not fit: score.kind kl, elbo and reconstructionProbability need model.kind vae (here score.kind reconstructionProbability, model.kind autoencoder); write model: {kind: vae} or score: {kind: reconstruction}")]
    // Combinations.
    [InlineData("lags: 3\nwindow: 2", "m.yaml:2:7: lags: 3 does not fit: lags needs window 1 or auto: the rows before the newest are either context or reconstructed (here lags 3, window 2); remove window or lags")]
    [InlineData("lags: 3\ndifferences: true", "m.yaml:2:7: lags: 3 does not fit: lags and differences exclude each other: a model that sees the rows before has no need of the change (here lags 3, differences true); remove differences")]
    [InlineData("lags: 256", "m.yaml:2:7: lags: 256 does not fit: lags must be smaller than training.minRows (here lags 256, training.minRows 256); lower lags or raise training.minRows")]
    [InlineData("lags: 3\nmodel: {kind: vae}\nscore: {kind: elbo}", "m.yaml:2:7: lags: 3 does not fit: lags needs score.kind reconstruction: the latent code of a row that is hidden says nothing about it (here lags 3, score.kind elbo); write score: {kind: reconstruction} or remove lags")]
    [InlineData("training: {growth: 2, every: 1d}", "m.yaml:2:20: training.growth: 2 does not fit: training.growth and training.every exclude each other (here training.growth 2, training.every 1d); remove one of the two")]
    [InlineData("training: {growth: 1}", "m.yaml:2:20: training.growth: 1 must lie between 1.05 and 100; try never")]
    [InlineData("features: [{kind: numbers}, {name: a, kind: category, values: [x]}]", "m.yaml:2:11: features: a list does not fit: features with kind numbers reads numeric fields only, so it holds no category; name the numeric fields instead")]
    [InlineData("features: [{kind: numbers, name: a}]", "m.yaml:2:34: features[0].name: a does not fit: numbers stands for many fields; remove name")]
    [InlineData("features: [a, b]\nscore: {channels: [model]}", "m.yaml:3:19: score.channels: a list does not fit: score.channels needs exactly one numeric feature that is no context; remove score.channels, or make the other features context")]
    [InlineData("features: [{name: a, kind: category, values: [x]}]\nscore: {channels: [model]}", "m.yaml:3:19: score.channels: a list does not fit: score.channels needs exactly one numeric feature that is no context; remove score.channels, or make the other features context")]
    [InlineData("model: {kind: vae}\nscore: {channels: [model], kind: kl}", "m.yaml:3:19: score.channels: a list does not fit: score.channels needs score.kind reconstruction: the channel model measures what was not expected (here score.kind kl); remove score.kind or score.channels")]
    [InlineData("score: {channels: [model], drift: follow}", "m.yaml:2:19: score.channels: a list does not fit: score.channels and score.drift exclude each other: channels learn what is usual from every row (here score.drift follow); remove score.drift")]
    [InlineData("score: {channels: [model], residuals: joint}", "m.yaml:2:19: score.channels: a list does not fit: score.channels measures one number, which has no distance between several (here score.residuals joint); remove residuals: joint")]
    [InlineData("score: {channels: [model]}\nthreshold: {adaptation: 0.01}", "m.yaml:2:19: score.channels: a list does not fit: score.channels and threshold.adaptation exclude each other: channels learn what is usual from every row (here threshold.adaptation 0.01); remove threshold.adaptation")]
    [InlineData("score: {channels: [smoothedResidual]}\nseason: hourly", "m.yaml:2:19: score.channels: a list does not fit: score.channels smoothedResidual needs a score.smoothing above 1, or it is the residual again (here score.smoothing 1); write smoothing: 23")]
    [InlineData("score: {channels: [model, model]}", "m.yaml:2:27: score.channels[1]: model repeats the channel model of line 2; keep one of the two")]
    [InlineData("score: {channels: []}", "m.yaml:2:19: score.channels: a list has 0 entries and must be a list of 1 to 3 entries; try none")]
    [InlineData("score: {channels: [modle]}", "m.yaml:2:20: score.channels[0]: modle must be residual, smoothedResidual or model; did you mean model?")]
    [InlineData("season: daily", "m.yaml:2:9: season: daily must be none or hourly; try none")]
    [InlineData("lags: -1", "m.yaml:2:7: lags: -1 must lie between 0 and 1,024; try 0")]
    [InlineData("threshold: {budget: 1, pot: 0.001}", "m.yaml:2:21: threshold.budget: 1 does not fit: threshold takes one policy: quantile, budget, static, robustZ or pot (here threshold.budget 1, threshold.static none, threshold.robustZ none, threshold.pot 0.001); keep one of them")]
    [InlineData("threshold: {static: 5, adaptation: 0.01}", "m.yaml:2:36: threshold.adaptation: 0.01 does not fit: threshold.adaptation keeps an asked share of anomalous rows, and static and robustZ ask for none (here threshold.adaptation 0.01, threshold.static 5, threshold.robustZ none); write quantile, budget or pot, or remove adaptation")]
    [InlineData("score: {channels: [model]}\nthreshold: {pot: 0.01}", "m.yaml:2:19: score.channels: a list does not fit: score.channels scores in surprise, which needs no robustZ and no pot (here threshold.robustZ none, threshold.pot 0.01); write quantile, budget or static")]
    [InlineData("threshold: {budget: 0}", "m.yaml:2:21: threshold.budget: 0 must lie above 0 and not above 1,000,000; try none")]
    [InlineData("threshold: {pot: 0.2}", "m.yaml:2:18: threshold.pot: 0.2 must lie above 0 and not above 0.1; try none")]
    [InlineData("threshold: {robustZ: many}", "m.yaml:2:22: threshold.robustZ: many must be a number above 0 and not above 1,000,000; try none")]
    [InlineData("alert: {release: 0}", "m.yaml:2:18: alert.release: 0 must lie above 0 and not above 1; try 1")]
    [InlineData("alert: {severity: {major: 9}}", "m.yaml:2:27: alert.severity.major: 9 does not fit: alert.severity.major must not exceed alert.severity.critical (here alert.severity.major 9, alert.severity.critical 8); lower major or raise critical")]
    [InlineData("alert: {quiet: night}", "m.yaml:2:16: alert.quiet: night must be none or a list of 1 to 20 entries; try none")]
    [InlineData("alert: {quiet: [{from: 24:00}]}", "m.yaml:2:24: alert.quiet[0].from: 24:00 must be a time of the day such as 22:00; try \"00:00\"")]
    [InlineData("alert: {quiet: [{zone: Europe/Bielefeld}]}", "m.yaml:2:24: alert.quiet[0].zone: Europe/Bielefeld must be a time zone that this machine knows, such as UTC or Europe/Berlin; try UTC")]
    [InlineData("alert: {quiet: [{days: [monday]}]}", "m.yaml:2:25: alert.quiet[0].days[0]: monday must be mon, tue, wed, thu, fri, sat or sun; give such a value")]
    [InlineData("alert: {quiet: [{below: major}]}", "m.yaml:2:16: alert.quiet: a list does not fit: alert.quiet without from, to and days would never end; write from: 22:00 and to: 06:00")]
    [InlineData("alert: {m: 3, n: 2}", "m.yaml:2:12: alert.m: 3 does not fit: alert.m must not exceed alert.n (here alert.m 3, alert.n 2); lower alert.m or raise alert.n")]
    [InlineData("alert: {m: 3}", "m.yaml:2:12: alert.m: 3 does not fit: alert.m must not exceed alert.n (here alert.m 3, alert.n 1); lower alert.m or raise alert.n")]
    [InlineData("training: {minRows: 3000}", "m.yaml:2:21: training.minRows: 3000 does not fit: training.minRows must not exceed training.historyRows, or no model is ever trained (here training.minRows 3000, training.historyRows 2000); lower training.minRows or raise training.historyRows")]
    [InlineData("training: {historyRows: 100}", "m.yaml:2:25: training.historyRows: 100 does not fit: training.minRows must not exceed training.historyRows, or no model is ever trained (here training.minRows 256, training.historyRows 100); lower training.minRows or raise training.historyRows")]
    [InlineData("training: {maxRows: 255}", "m.yaml:2:21: training.maxRows: 255 does not fit: training.minRows must not exceed training.maxRows (here training.minRows 256, training.maxRows 255); lower training.minRows or raise training.maxRows")]
    [InlineData("training: {minRows: 49}", "m.yaml:2:21: training.minRows: 49 does not fit: training.holdout × training.minRows must keep at least 10 rows out of fitting (here training.holdout 0.2, training.minRows 49); raise training.holdout or training.minRows")]
    [InlineData("training: {batchSize: 205}", "m.yaml:2:23: training.batchSize: 205 does not fit: training.batchSize must not exceed the rows left to fit, training.minRows × (1 − training.holdout) (here training.batchSize 205, training.minRows 256, training.holdout 0.2); lower training.batchSize or write auto")]
    [InlineData("window: 256", "m.yaml:2:9: window: 256 does not fit: window must be smaller than training.minRows (here window 256, training.minRows 256); lower window or raise training.minRows")]
    [InlineData("cohort: {minRows: 20001}", "m.yaml:2:19: cohort.minRows: 20001 does not fit: cohort.minRows must not exceed cohort.maxRows (here cohort.minRows 20001, cohort.maxRows 20000); lower cohort.minRows or raise cohort.maxRows")]
    [InlineData("score: {kind: kl}", "m.yaml:2:15: score.kind: kl does not fit: score.kind kl, elbo and reconstructionProbability need model.kind vae (here score.kind kl, model.kind autoencoder); write model: {kind: vae} or score: {kind: reconstruction}")]
    [InlineData("data: {silenceFactor: 1.5}", "m.yaml:2:23: data.silenceFactor: 1.5 does not fit: data.silenceFactor must be 0 or at least 2, or ordinary jitter is reported as silence; try 20, or 0 for off")]
    [InlineData("time: entity", "m.yaml:2:7: time: entity does not fit: time and entity must be different fields (here time entity, entity entity); name the field that holds the event time")]
    [InlineData("label: t", "m.yaml:2:8: label: t does not fit: label must be another field than entity and time (here label t, entity entity, time t); name the field that holds the label, or one that does not exist")]
    public void Parse_OneMistake_IsTheOnlyErrorWithItsPlace(string yaml, string expected) => Assert.Equal(expected, Monitors.OnlyError(yaml));

    [Theory]
    [InlineData("model: {outputActivation: sigmoid}", "m.yaml:2:27: model.outputActivation: sigmoid is doubtful: model.outputActivation sigmoid and tanh cannot reach most standardised values (here model.outputActivation sigmoid, scale standard); write scale: minMax or outputActivation: linear")]
    [InlineData("model: {kind: vae, latentActivation: sigmoid}", "m.yaml:2:38: model.latentActivation: sigmoid is doubtful: model.latentActivation has no effect on a vae, whose code is always linear (here model.latentActivation sigmoid, model.kind vae); remove it or write kind: autoencoder")]
    [InlineData("training: {huberDelta: 2}", "m.yaml:2:24: training.huberDelta: 2 is doubtful: training.huberDelta has an effect on the huber loss only (here training.huberDelta 2, training.loss mse); remove it or write loss: huber")]
    [InlineData("training: {momentum: 0.5}", "m.yaml:2:22: training.momentum: 0.5 is doubtful: training.momentum has an effect on sgd only (here training.momentum 0.5, training.optimizer adam); remove it or write optimizer: sgd")]
    [InlineData("training: {schedule: {epochs: 9}}", "m.yaml:2:31: training.schedule.epochs: 9 is doubtful: training.schedule.epochs has an effect on step and plateau only (here training.schedule.epochs 9, training.schedule.kind constant); remove it or write kind: step")]
    [InlineData("training: {schedule: {kind: cosine, factor: 0.9}}", "m.yaml:2:45: training.schedule.factor: 0.9 is doubtful: training.schedule.factor has an effect on step and plateau only (here training.schedule.factor 0.9, training.schedule.kind cosine); remove it or write kind: step")]
    [InlineData("training: {sparsity: {kind: absolute, target: 0.1}}", "m.yaml:2:47: training.sparsity.target: 0.1 is doubtful: training.sparsity.target has an effect on divergence only (here training.sparsity.target 0.1, training.sparsity.kind absolute); remove it or write kind: divergence")]
    [InlineData("training: {sparsity: {weight: 2}}", "m.yaml:2:31: training.sparsity.weight: 2 is doubtful: training.sparsity.weight has no effect without a kind (here training.sparsity.weight 2, training.sparsity.kind none); remove it or write kind: divergence")]
    [InlineData("training: {noise: {level: 0.2}}", "m.yaml:2:27: training.noise.level: 0.2 is doubtful: training.noise.level has no effect without a kind (here training.noise.level 0.2, training.noise.kind none); remove it or write kind: gaussian")]
    [InlineData("training: {annealing: {epochs: 3}}", "m.yaml:2:32: training.annealing.epochs: 3 is doubtful: training.annealing.epochs has no effect without a kind (here training.annealing.epochs 3, training.annealing.kind none); remove it or write kind: linear")]
    [InlineData("score: {samples: 3}", "m.yaml:2:18: score.samples: 3 is doubtful: score.samples has an effect on reconstructionProbability only (here score.samples 3, score.kind reconstruction); remove it or write kind: reconstructionProbability")]
    [InlineData("model: {kind: vae}\nscore: {kind: kl, residuals: plain}", "m.yaml:3:30: score.residuals: plain is doubtful: score.residuals has no effect on the kl score (here score.residuals plain, score.kind kl); remove it or write kind: elbo")]
    [InlineData("threshold: {budget: 1, quantile: 0.99}", "m.yaml:2:34: threshold.quantile: 0.99 is doubtful: threshold.quantile has no effect beside budget, static, robustZ or pot (here threshold.quantile 0.99, threshold.budget 1, threshold.static none, threshold.robustZ none, threshold.pot none); remove it")]
    [InlineData("score: {channels: [residual], smoothing: 5}\nseason: hourly", "m.yaml:2:19: score.channels: a list is doubtful: score.smoothing has an effect on the channel smoothedResidual only (here score.smoothing 5); remove it or add smoothedResidual")]
    [InlineData("score: {channels: [model, residual]}", "m.yaml:2:19: score.channels: a list is doubtful: score.channels residual and smoothedResidual measure the value itself where no season is taken away (here season none); write season: hourly")]
    [InlineData("features: [a, numbers]", "m.yaml:2:15: features[1]: numbers names a numeric field here; write {kind: numbers} for all numeric fields")]
    [InlineData("threshold: {quantile: 0.5}", "m.yaml:2:23: threshold.quantile: 0.5 is doubtful: threshold.quantile below 0.9 calls more than a tenth of the normal rows anomalous; try 0.999")]
    [InlineData("features: [a, b]\nwindow: 2\nmodel: {latent: 4}", "m.yaml:4:17: model.latent: 4 is doubtful: model.latent should be smaller than the number of inputs, or the model can copy its input and nothing is anomalous (here model.latent 4, window 2); lower model.latent or write auto")]
    [InlineData("features: [a, hourOfDay]", "m.yaml:2:15: features[1]: hourOfDay names a numeric field here; write {kind: hourOfDay} for the feature computed from the event time")]
    public void Parse_DoubtfulValue_IsTheOnlyWarningWithItsPlace(string yaml, string expected) => Assert.Equal(expected, Monitors.OnlyWarning(yaml));

    [Theory]
    [InlineData("features: [a, b]\nwindow: 2\nmodel: {latent: 3}")]
    [InlineData("features: [a, b, c]\nmodel: {latent: 8}")] // auto window: 3 rows of 3
    [InlineData("model: {latent: 4096}")] // all: only the stream can tell
    [InlineData("features: [{name: a, kind: category, values: [x, y]}, {kind: weekday, context: false}]\nwindow: 1\nmodel: {latent: 4}")]
    [InlineData("score: {channels: [residual, smoothedResidual, model], smoothing: 2}\nseason: hourly\nlags: 255\ntraining: {growth: 1.05}")]
    [InlineData("features: [{kind: numbers}, a, {kind: weekday}]\nalert: {peak: 365d}\nscale: asinh")]
    [InlineData("features: [a, {kind: hourOfDay}]\nscore: {channels: [model]}\nlags: 3\nmodel: {latent: 4}")]
    [InlineData("alert: {m: 64, n: 64, cooldown: 365d}")]
    [InlineData("threshold: {budget: 0.5, adaptation: 0.01}\nalert: {release: 0.5, severity: {major: 4, critical: 6}, quiet: [{from: 22:00, to: 06:00, days: [fri, sat], zone: Europe/Berlin, below: major}, {days: [sun]}]}")]
    [InlineData("threshold: {static: -3}")]
    [InlineData("threshold: {robustZ: 12}")]
    [InlineData("threshold: {pot: 0.0001, adaptation: 0.003}")]
    [InlineData("training: {minRows: 50, historyRows: 50, maxRows: 50, batchSize: 40}")]
    [InlineData("cohort: none")]
    [InlineData("data: {silenceFactor: 2}")]
    [InlineData("threshold: {quantile: 0.9}")]
    [InlineData("model: {kind: vae, beta: 0}\nscore: {kind: elbo, residuals: plain}")]
    [InlineData("scale: minMax\nmodel: {outputActivation: sigmoid}\ntraining: {loss: bce}")]
    [InlineData("features: [{name: a, scale: minMax}, {kind: numbers, scale: minMax}, {kind: sinceLast, scale: asinh, context: true}]\nmodel: {outputActivation: sigmoid}\ntraining: {loss: bce}")]
    [InlineData("features: [a, {name: b, kind: category, buckets: 2}, {name: c, kind: category, buckets: 1024}, {kind: rarity, of: b}]")]
    [InlineData("training: {noise: {kind: masking, level: 0.95}}")]
    [InlineData("training: {noise: {kind: gaussian, level: 100}}")]
    [InlineData("training: {momentum: 0, optimizer: sgd, loss: huber, huberDelta: 0.01, clipNorm: 1e9}")]
    [InlineData("training: {sparsity: {kind: divergence, target: 0.2, weight: 1e6}, dropout: 0.9, l1: 1000, l2: 1000}")]
    [InlineData("features: [a, {kind: weekday}]\nwindow: 4\nmodel: {latent: 3}")]
    [InlineData("model: {kind: vae, beta: 4}\ntraining: {freeBits: 100, annealing: {kind: cyclical, epochs: 1}}\nscore: {kind: reconstructionProbability, samples: 1000}")]
    [InlineData("data: {missing: mask, maxImputedShare: 1}")]
    public void Parse_JustWithinTheRules_HasNoErrorsAndNoWarnings(string yaml)
    {
        MonitorFileResult result = Monitors.Parse("monitor: a\n" + yaml);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Parse_NoName_SaysSo() =>
        Assert.Equal("m.yaml:1:1: monitor: is missing; add monitor: and a value", Assert.Single(Monitors.Parse("window: 2").Errors).ToString());

    [Fact]
    public void Parse_LongValue_IsShortenedInTheMessage()
    {
        string shown = Assert.Single(Monitors.Parse($"monitor: {new string('x', 5000)}").Errors).Value;

        Assert.Equal(new string('x', 60) + "…", shown);
    }

    [Fact]
    public void Parse_ManyMistakes_AreAllReportedInFileOrder()
    {
        MonitorFileResult result = Monitors.Parse(
            """
            monitor: a b
            widow: 3
            training:
              epochs: none
              minRows: 5000
              evry: 1d
            features: [x, {name: y, kind: category}, x]
            alert: {m: 3, n: 2, cooldown: soon}
            threshold: {quantile: 2}
            """);

        Assert.Null(result.Definition);
        Assert.Equal(
            [
                (1, 10, "monitor"),
                (2, 1, "widow"),
                (4, 11, "training.epochs"),
                (5, 12, "training.minRows"),
                (6, 3, "training.evry"),
                (7, 15, "features[1].values"),
                (7, 42, "features[2]"),
                (8, 12, "alert.m"),
                (8, 31, "alert.cooldown"),
                (9, 23, "threshold.quantile"),
            ],
            result.Errors.Select(e => (e.Line, e.Column, e.Key)));
    }

    [Fact]
    public void Parse_RefusedValue_BreaksNoCombinationRule()
    {
        MonitorFileResult result = Monitors.Parse("monitor: a\nalert: {m: 3, n: many}\nmodel: {kind: vea}\nscore: {kind: kl}");

        Assert.Equal(["alert.n", "model.kind"], result.Errors.Select(e => e.Key));
    }

    [Fact]
    public void Combinations_OfTheDefaults_AllHold()
    {
        MonitorDefinition defaults = new() { Name = "a" };

        Assert.DoesNotContain(CombinationRules.All, rule => rule.IsViolated(defaults));
        Assert.All(CombinationRules.All.SelectMany(rule => rule.Keys), key => Assert.Contains(key, MonitorKeys.Paths));
    }
}
