/** Lint rules: strict TypeScript, Vue's recommended set, and accessibility of the templates. */
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules'] },
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: { globals: { window: 'readonly', document: 'readonly' } },
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'any', normal: 'never', component: 'always' } }],
      'vue/multi-word-component-names': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/media-has-caption': 'off',
      'no-undef': 'off',
    },
  },
  // Labels are tied by `id` through v-bind, and the player's keys belong to the region as a whole: the linter cannot see either; axe checks them.
  { files: ['src/parts/TicketField.vue', 'src/parts/NeedField.vue'], rules: { 'vuejs-accessibility/form-control-has-label': 'off' } },
  { files: ['src/parts/RecordingPlayer.vue'], rules: { 'vuejs-accessibility/no-static-element-interactions': 'off' } },
)
