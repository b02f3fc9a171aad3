/** A large document of course XML, the same on every run. */

/** About `bytes` bytes: units with text, problems, videos and A/B blocks. */
export function largeDocument(bytes) {
  const parts = ['<course org="Org" course="C1" url_name="run">\n'];
  let length = 0;
  for (let number = 0; length < bytes; number += 1) {
    const unit = `  <vertical url_name="unit${number}" display_name="Salt &amp; pepper ${number}">
    <html url_name="text${number}"><p>Some <b>words</b> of an ordinary length, as authors write them, number ${number}.</p></html>
    <problem url_name="problem${number}" max_attempts="3">
      <multiplechoiceresponse><choicegroup><choice correct="true">A &lt; B</choice><choice correct="false">B</choice></choicegroup></multiplechoiceresponse>
    </problem>
    <abtest experiment="Experiment ${number}">
      <group name="short" portion="0.33"><video url_name="a${number}" youtube="1.00:abcdefghijk"/></group>
      <group name="long" portion="0.34"><video url_name="b${number}" source='x.mp4'/></group>
      <default><html url_name="c${number}"/></default>
    </abtest>
  </vertical>
`;
    parts.push(unit);
    length += unit.length;
  }
  parts.push('</course>\n');
  return Buffer.from(parts.join(''));
}
